//! Accounts: a credential is proved before it is kept, is read by nobody else, and goes to the server that proved it.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use engine_lang::Plan;
use engine_runtime::account::{Accounts, Id, store};
use engine_runtime::credentials::Credentials;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use crate::support::{Asked, Finished, Reply, Server, engine_given, files, on_the_side, plan, root};

const KEY: &str = "k3y-that-nobody-may-see";
/// What the good key was granted, in both of the spellings that there are.
const GRANTED: [&str; 4] = ["jobsRead", "candidates:read", "apiKeys:read", "moons:read"];

/// The key that a request shows.
fn key_of(asked: &Asked) -> String {
    let header = asked.headers.iter().find(|(name, _)| name == "authorization").map(|(_, value)| value.as_str());
    let pair = STANDARD.decode(header.unwrap().strip_prefix("Basic ").unwrap()).unwrap();
    String::from_utf8(pair).unwrap().trim_end_matches(':').to_owned()
}

/// A provider that knows no key that begins with `bad`, and tells nothing of one that begins with `mute`.
async fn provider() -> Server {
    Server::start(|_, _, asked| {
        let key = key_of(asked);
        if key.starts_with("bad") {
            return Reply::status(403, "text/plain", format!("there is no key {key}"));
        }
        if key.starts_with("mute") && asked.target == "/apiKey.info" {
            let body = json!({ "success": false, "errorInfo": { "code": "missing_endpoint_permission" } });
            return Reply::status(403, "application/json", body.to_string());
        }
        match asked.target.as_str() {
            "/apiKey.info" if key.starts_with("vague") => {
                Reply::json(&json!({ "success": true, "results": { "title": "x", "scopes": null } }))
            }
            "/apiKey.info" => Reply::json(&json!({ "success": true, "results": { "scopes": GRANTED } })),
            _ => Reply::json(&json!({ "success": true, "results": [], "moreDataAvailable": false, "syncToken": "t" })),
        }
    })
    .await
}

/// A user with a home of their own.
struct User {
    home: TempDir,
    url: String,
}

impl User {
    fn new(server: &Server) -> User {
        User { home: tempfile::tempdir().unwrap(), url: server.url.clone() }
    }

    /// Runs a command against the provider.
    fn run(&self, arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Finished {
        let all = [arguments, &["--base-url", &self.url]].concat();
        self.run_elsewhere(&all, variables, input)
    }

    fn run_elsewhere(&self, arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Finished {
        let data = self.home.path().to_str().unwrap();
        let variables = [variables, &[("XDG_DATA_HOME", data)]].concat();
        engine_given(&root(""), arguments, &variables, input.as_bytes())
    }

    /// Keeps a key in a file.
    fn keep(&self, key: &str) -> Finished {
        self.run(&["connect", "ashby", "--store", "file", "--operations", "list-jobs"], &[], key)
    }

    fn list_jobs(&self, more: &[&str]) -> Finished {
        self.run(&[&["run", "ashby", "list-jobs"], more].concat(), &[], "")
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("engine/accounts")
    }

    fn file(&self, account: &str) -> PathBuf {
        self.folder().join("ashby").join(format!("{account}.json"))
    }
}

fn shows_key(text: &str) -> bool {
    text.contains(KEY) || text.contains(STANDARD.encode(KEY).trim_end_matches('='))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_proved_kept_and_used_and_shown_nowhere() {
    let server = provider().await;
    let user = User::new(&server);
    let (finished, kept) = on_the_side(move || {
        let mut all = vec![user.keep(&format!("  {KEY}\n"))];
        all.push(user.list_jobs(&[]));
        all.push(user.list_jobs(&["--account", "default"]));
        all.push(user.list_jobs(&["--dry-run", "--account", "default"]));
        all.push(user.run_elsewhere(&["accounts"], &[], ""));
        all.push(user.run_elsewhere(&["accounts", "--format", "json"], &[], ""));
        let kept: Vec<Vec<u8>> =
            [user.file("default"), user.folder().join("key")].iter().map(|path| fs::read(path).unwrap()).collect();
        (all, kept)
    })
    .await;
    assert_eq!(finished.iter().map(|one| one.code).collect::<Vec<_>>(), [0; 6], "{finished:?}");
    assert!(server.asked().iter().all(|asked| key_of(asked) == KEY));
    assert_eq!(server.asked().len(), 3);
    for one in &finished {
        assert!(!shows_key(&one.stdout) && !shows_key(&one.stderr), "{one:?}");
    }
    for bytes in kept {
        assert!(!shows_key(&String::from_utf8_lossy(&bytes)));
    }
    assert!(finished[0].stderr.contains("Ashby accepts the credential"), "{}", finished[0].stderr);
    assert!(finished[0].stderr.contains("granted, and unknown to the connector: moons:read"), "{finished:?}");
    let accounts: Value = serde_json::from_str(&finished[5].stdout).unwrap();
    assert_eq!(
        accounts,
        json!([{ "connector": "ashby", "account": "default", "server": server.url, "store": "file" }])
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_is_not_proved_is_not_kept() {
    let server = provider().await;
    let user = User::new(&server);
    let gone = Server::start(|_, _, _| Reply::status(501, "text/plain", "no")).await;
    let elsewhere = gone.url.clone();
    on_the_side(move || {
        let refused = user.keep("bad-key");
        assert_eq!(refused.code, 4, "{}", refused.stderr);
        assert!(refused.stderr.contains("nothing was kept") && !refused.stderr.contains("bad-key"), "{refused:?}");
        let store = ["connect", "ashby", "--store", "file", "--base-url", &elsewhere];
        assert_eq!(user.run_elsewhere(&store, &[], KEY).code, 5);
        for (text, code) in [("", 3), ("two\nlines", 3)] {
            assert_eq!(user.keep(text).code, code, "{text:?}");
        }
        assert!(!user.file("default").exists());
        let missing = user.list_jobs(&[]);
        assert_eq!(missing.code, 3);
        assert!(missing.stderr.contains("engine connect ashby"), "{}", missing.stderr);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_is_told_with_what_it_costs() {
    let server = provider().await;
    let user = User::new(&server);
    on_the_side(move || {
        let connect = ["connect", "ashby", "--store", "file", "--format", "json"];
        let scope = |finished: &Finished, name: &str| {
            let report: Value = serde_json::from_str(&finished.stdout).unwrap();
            let scopes = report["scopes"].as_array().unwrap().clone();
            scopes.into_iter().find(|scope| scope["scope"] == name).unwrap_or(Value::Null)
        };
        let all = user.run(&connect, &[], KEY);
        assert_eq!(all.code, 4, "{}", all.stderr);
        assert!(all.stderr.contains("warning: 13 of 16 scopes are not granted"), "{}", all.stderr);
        assert_eq!(scope(&all, "jobs:read")["granted"], true);
        let offers = scope(&all, "offers:read");
        assert_eq!((&offers["granted"], &offers["module"]), (&json!(false), &json!("Offers")));
        assert!(offers["operations"].as_array().unwrap().contains(&json!("list-offers")));
        // The key is good all the same, so it is kept.
        assert_eq!(user.list_jobs(&[]).code, 0);
        for (limits, code) in [
            (["--operations", "job.list,get-candidate"], 0),
            (["--scopes", "jobsRead"], 0),
            (["--scopes", "offers:read"], 4),
            (["--operations", "list-offers"], 4),
            (["--scopes", "offersRaed"], 2),
            (["--operations", "list-offerz"], 2),
            (["--operations", "move-application"], 4),
            (["--scopes", "reports:read"], 4),
        ] {
            assert_eq!(user.run(&[&connect[..], &limits].concat(), &[], KEY).code, code, "{limits:?}");
        }
        let limited = user.run(&[&connect[..], &["--scopes", "jobsRead"]].concat(), &[], KEY);
        assert_eq!(scope(&limited, "candidates:read"), Value::Null);
        assert!(limited.stderr.contains("beyond what is demanded: apiKeys:read, candidates:read"), "{limited:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_good_key_that_may_not_tell_is_told_from_a_wrong_one() {
    let server = provider().await;
    let user = User::new(&server);
    on_the_side(move || {
        let mute = user.keep("mute-key");
        assert_eq!(mute.code, 9, "{}", mute.stderr);
        assert!(mute.stderr.contains("accepts the credential") && mute.stderr.contains("cannot be told"), "{mute:?}");
        assert!(mute.stdout.contains("unknown"), "{}", mute.stdout);
        assert_eq!(user.list_jobs(&[]).code, 0);
        // The scope of the proof itself is known to be missing.
        let itself = user.run(&["connect", "ashby", "--store", "file", "--scopes", "apiKeysRead"], &[], "mute-key");
        assert_eq!(itself.code, 4, "{}", itself.stderr);
        let vague = user.keep("vague-key");
        assert_eq!(vague.code, 9, "{}", vague.stderr);
        assert!(vague.stderr.contains("`get-api-key` names none"), "{}", vague.stderr);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_key_goes_to_its_server_alone() {
    let (server, other) = (provider().await, provider().await);
    let user = User::new(&server);
    let elsewhere = other.url.clone();
    on_the_side(move || {
        assert_eq!(user.keep(KEY).code, 0);
        let there = ["run", "ashby", "list-jobs", "--base-url", &elsewhere];
        let refused = user.run_elsewhere(&there, &[], "");
        assert_eq!(refused.code, 3, "{}", refused.stderr);
        assert!(refused.stderr.contains(&elsewhere) && refused.stderr.contains("to no other"), "{}", refused.stderr);
        // Whoever edits the file moves nothing: what binds the key is sealed with it.
        let text = fs::read_to_string(user.file("default")).unwrap();
        fs::write(user.file("default"), text.replace(&user.url, &elsewhere)).unwrap();
        assert_eq!(user.run_elsewhere(&there, &[], "").code, 3);
        fs::copy(user.file("default"), user.file("work")).unwrap();
        let moved = user.list_jobs(&["--account", "work"]);
        assert_eq!(moved.code, 3);
        assert!(moved.stderr.contains("the file of another account"), "{}", moved.stderr);
        // A connector of another folder that points elsewhere does not get it either.
        let theirs = user.home.path().join("connectors/ashby");
        fs::create_dir_all(&theirs).unwrap();
        for path in files("connectors/ashby", ".yaml") {
            let text = fs::read_to_string(&path).unwrap().replace("https://api.ashbyhq.com", &elsewhere);
            fs::write(theirs.join(path.file_name().unwrap()), text).unwrap();
        }
        let schemas = user.home.path().join("connectors").display().to_string();
        let stolen = user.run_elsewhere(&["run", "ashby", "list-jobs", "--connectors", &schemas], &[], "");
        assert_eq!(stolen.code, 3, "{}", stolen.stderr);
    })
    .await;
    assert!(other.asked().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_named_comes_before_what_is_there() {
    let server = provider().await;
    let user = User::new(&server);
    on_the_side(move || {
        assert_eq!(user.keep("kept-key").code, 0);
        let work = ["connect", "ashby", "--store", "file", "--account", "work", "--operations", "list-jobs"];
        assert_eq!(user.run(&work, &[("ASHBY_API_KEY", "work-key")], "").code, 0);
        let path = user.home.path().join("credentials.yaml");
        fs::write(&path, "api_key: file-key\n").unwrap();
        let file = path.to_str().unwrap();
        let variable = [("ASHBY_API_KEY", "variable-key")];
        let run = ["run", "ashby", "list-jobs"];
        others_can_read_it_is_told(&user, &path);
        for (more, variables) in [
            (&["--credentials", file][..], &variable[..]),
            (&["--account", "work"], &variable),
            (&[], &variable),
            (&[], &[]),
        ] {
            assert_eq!(user.run(&[&run[..], more].concat(), variables, "").code, 0, "{more:?}");
        }
        let write = ["write", "ashby", "add-candidate-tag", "--dry-run", "--account"];
        let tag = r#"{ "candidate_id": "some-candidate", "tag_id": "some-tag" }"#;
        assert_eq!(user.run(&[&write[..], &["work"]].concat(), &[], tag).code, 0);
        assert_eq!(user.run(&[&write[..], &["other"]].concat(), &[], tag).code, 3);
        let none = user.list_jobs(&["--account", "other"]);
        assert_eq!(none.code, 3);
        assert!(none.stderr.contains("engine connect ashby --account other"), "{}", none.stderr);
        // Without a way to ask, the environment comes before standard input, unless that is asked for.
        let connect = ["connect", "ashby", "--store", "file", "--operations", "list-jobs"];
        assert_eq!(user.run(&connect, &variable, "typed-key").code, 0);
        assert_eq!(user.run(&[&connect[..], &["--stdin"]].concat(), &variable, "typed-key").code, 0);
        assert_eq!(user.run(&[&connect[..], &["--credentials", file]].concat(), &variable, "typed-key").code, 0);
    })
    .await;
    let keys: Vec<String> = server.asked().iter().map(key_of).collect();
    let connects = ["variable-key", "typed-key", "file-key"];
    assert_eq!(keys[..2], ["kept-key", "work-key"]);
    assert_eq!(keys[2..6], ["file-key", "work-key", "variable-key", "kept-key"]);
    assert_eq!(keys[6..], connects);
}

/// A file of credentials that others can read is taken, with a word.
fn others_can_read_it_is_told(user: &User, path: &std::path::Path) {
    #[cfg(unix)]
    for (mode, is_told) in [(0o644, true), (0o640, true), (0o600, false)] {
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
        let file = path.to_str().unwrap();
        let told = user.run(&["run", "ashby", "list-jobs", "--dry-run", "--credentials", file], &[], "").stderr;
        assert_eq!(told.contains("warning: others can read"), is_told, "{mode:o}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_is_of_the_account_that_was_named() {
    let server = provider().await;
    let user = User::new(&server);
    on_the_side(move || {
        assert_eq!(user.keep(KEY).code, 0);
        let work = ["connect", "ashby", "--store", "file", "--account", "work", "--operations", "list-jobs"];
        assert_eq!(user.run(&work, &[], KEY).code, 0);
        let state = user.home.path().join("jobs.state").display().to_string();
        let read = |account| user.list_jobs(&["--state", &state, "--account", account]).code;
        assert_eq!([read("work"), read("work"), read("default")], [0, 0, 2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passphrase_opens_its_account_and_nothing_else_does() {
    let server = provider().await;
    let user = User::new(&server);
    on_the_side(move || {
        let connect = ["connect", "ashby", "--store", "passphrase", "--operations", "list-jobs"];
        let missing = user.run(&connect, &[], KEY);
        assert_eq!(missing.code, 3);
        assert!(missing.stderr.contains("ENGINE_PASSPHRASE"), "{}", missing.stderr);
        let right = [("ENGINE_PASSPHRASE", "correct horse")];
        assert_eq!(user.run(&connect, &right, KEY).code, 0);
        assert!(!shows_key(&fs::read_to_string(user.file("default")).unwrap()));
        assert!(!user.folder().join("key").exists());
        let run = ["run", "ashby", "list-jobs"];
        assert_eq!(user.run(&run, &right, "").code, 0);
        for wrong in [&[("ENGINE_PASSPHRASE", "correct hors")][..], &[]] {
            let refused = user.run(&run, wrong, "");
            assert_eq!(refused.code, 3, "{}", refused.stderr);
            assert!(refused.stderr.contains("passphrase"), "{}", refused.stderr);
        }
        // Kept another way, the account needs the passphrase no longer.
        assert_eq!(user.keep(KEY).code, 0);
        assert_eq!(user.list_jobs(&[]).code, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_is_no_key() {
    let server = provider().await;
    let user = User::new(&server);
    let before = server.asked().len() + 1;
    on_the_side(move || {
        assert_eq!(user.keep(KEY).code, 0);
        let whole = fs::read(user.file("default")).unwrap();
        let sealed = String::from_utf8(whole.clone()).unwrap().find("\"sealed\": \"").unwrap() + 11;
        let mut wrong: Vec<Vec<u8>> = [0, 1, 20, sealed, whole.len() - 6].map(|end| whole[..end].to_vec()).into();
        for place in [sealed, sealed + 40, sealed + 140] {
            let mut changed = whole.clone();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            wrong.push(changed);
        }
        wrong.push(String::from_utf8(whole.clone()).unwrap().replace("\"file\"", "\"passphrase\"").into_bytes());
        wrong.push(String::from_utf8(whole.clone()).unwrap().replace("account 1", "account 2").into_bytes());
        wrong.push(vec![b' '; 1 << 20]);
        wrong.push(b"[]".to_vec());
        for bytes in wrong {
            fs::write(user.file("default"), &bytes).unwrap();
            let refused = user.list_jobs(&[]);
            let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(300)]).into_owned();
            assert_eq!(refused.code, 3, "{shown}\n{}", refused.stderr);
            assert!(refused.stderr.contains("default.json"), "{}", refused.stderr);
        }
        fs::write(user.file("default"), &whole).unwrap();
        assert_eq!(user.list_jobs(&["--dry-run", "--account", "default"]).code, 0);
        fs::write(user.folder().join("key"), [0; 32]).unwrap();
        assert_eq!(user.list_jobs(&[]).code, 3);
        fs::remove_file(user.folder().join("key")).unwrap();
        assert_eq!(user.list_jobs(&[]).code, 3);
        // What is damaged is listed, made anew, and deleted.
        fs::write(user.file("default"), "{").unwrap();
        assert_eq!(user.run_elsewhere(&["accounts"], &[], "").code, 3);
        assert_eq!(user.keep(KEY).code, 0);
        fs::write(user.file("default"), "{").unwrap();
        assert_eq!(user.run_elsewhere(&["disconnect", "ashby"], &[], "").code, 0);
        assert_eq!(user.run_elsewhere(&["disconnect", "ashby"], &[], "").code, 2);
    })
    .await;
    // The two proofs, and no run.
    assert_eq!(server.asked().len(), before + 1);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let server = provider().await;
    let user = User::new(&server);
    on_the_side(move || {
        let set = |path: &PathBuf, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(user.keep(KEY).code, 0);
        let (folder, inner, file) = (user.folder(), user.folder().join("ashby"), user.file("default"));
        let key = folder.join("key");
        assert_eq!([&folder, &inner, &file, &key].map(mode), [0o700, 0o700, 0o600, 0o600]);
        for (path, wide, right) in [(&file, 0o644, 0o600), (&file, 0o620, 0o600), (&key, 0o604, 0o600)] {
            set(path, wide);
            let refused = user.list_jobs(&[]);
            assert_eq!(refused.code, 3);
            assert!(refused.stderr.contains("chmod 600"), "{}", refused.stderr);
            set(path, right);
        }
        set(&folder, 0o755);
        let refused = user.keep(KEY);
        assert_eq!(refused.code, 10, "{}", refused.stderr);
        assert!(refused.stderr.contains("chmod 700"), "{}", refused.stderr);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_that_keep_at_once_leave_one_whole_account() {
    let server = provider().await;
    let user = User::new(&server);
    let seen = on_the_side(move || {
        std::thread::scope(|scope| {
            let user = &user;
            let all: Vec<_> = (0..8).map(|number| scope.spawn(move || user.keep(&format!("key-{number}")))).collect();
            for one in all {
                let finished = one.join().unwrap();
                assert_eq!(finished.code, 0, "{}", finished.stderr);
            }
        });
        assert_eq!(user.list_jobs(&[]).code, 0);
        // A file is replaced and never written over: whoever reads it meanwhile has the whole of the old one.
        let (old, link) = (fs::read(user.file("default")).unwrap(), user.home.path().join("link"));
        fs::hard_link(user.file("default"), &link).unwrap();
        assert_eq!(user.keep("key-8").code, 0);
        assert!(fs::read(&link).unwrap() == old && fs::read(user.file("default")).unwrap() != old);
        let names = |folder: PathBuf| fs::read_dir(folder).unwrap().count();
        (names(user.folder()), names(user.folder().join("ashby")))
    })
    .await;
    assert_eq!(seen, (2, 1), "the key, the folder and the account, and nothing that was left behind");
}

#[test]
fn the_sandbox_shows_what_connecting_is_like() {
    let finished = engine_given(&root(""), &["connect", "ashby", "--sandbox", "--operations", "list-jobs"], &[], b"");
    assert_eq!(finished.code, 0, "{}", finished.stderr);
    assert!(finished.stdout.contains("jobs:read  read    yes"), "{}", finished.stdout);
    assert!(finished.stderr.contains("1. ") && finished.stderr.contains("nothing kept"), "{}", finished.stderr);
    let piped = ["connect", "ashby", "--sandbox", "--stdin", "--operations", "list-jobs"];
    let finished = engine_given(&root(""), &piped, &[], KEY.as_bytes());
    assert_eq!(finished.code, 0, "{}", finished.stderr);
    assert!(finished.stderr.contains("one of its own") && !finished.stderr.contains(KEY), "{}", finished.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_credentials_come_as_a_mapping() {
    let server = Server::start(|_, _, _| Reply::json(&json!([]))).await;
    let user = User::new(&server);
    on_the_side(move || {
        let harbour = ["connect", "harbour", "--connectors", "tests/workspace/connectors", "--store", "file"];
        assert_eq!(user.run(&harbour, &[], "token: only").code, 3);
        assert_eq!(user.run(&harbour, &[], "no mapping").code, 3);
        // This connector cannot prove anything, and says so.
        let kept = user.run(&harbour, &[], &format!("token: {KEY}\nsite: acme\n"));
        assert_eq!(kept.code, 9, "{}", kept.stderr);
        assert!(kept.stderr.contains("was not proved"), "{}", kept.stderr);
        let run = ["run", "harbour", "list-people", "--connectors", "tests/workspace/connectors"];
        user.run(&run, &[], "");
    })
    .await;
    let asked = server.asked();
    let header = asked[0].headers.iter().find(|(name, _)| name == "authorization").unwrap();
    assert_eq!(header.1, format!("Bearer {KEY}"));
}

#[test]
fn names_of_accounts_are_names_of_files() {
    let home = tempfile::tempdir().unwrap();
    let data = [("XDG_DATA_HOME", home.path().to_str().unwrap())];
    for name in ["../up", "a/b", "", ".hidden", "a b"] {
        let arguments = ["connect", "ashby", "--store", "file", "--account", name];
        assert_eq!(engine_given(&root(""), &arguments, &data, KEY.as_bytes()).code, 2, "{name}");
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn both_spellings_are_of_one_scope() {
    let plan = plan("connectors", "ashby");
    let connector = plan.connector();
    for name in connector.scopes.keys() {
        let (module, access) = name.split_once(':').unwrap();
        let other = format!("{module}{}{}", access[..1].to_uppercase(), &access[1..]);
        assert_eq!(connector.scope_called(&other), Some(name.as_str()));
    }
    assert_eq!(connector.scope_called("jobsDelete"), None);
    assert!(connector.connect.steps.len() >= 5);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_secret_stands_in_a_file(secret in "[ -~]{8,60}", account in "[a-zA-Z0-9][a-z0-9._@-]{0,20}") {
        static ASHBY: LazyLock<Plan> = LazyLock::new(|| plan("connectors", "ashby"));
        let home = tempfile::tempdir().unwrap();
        let (accounts, id) = (Accounts::new(home.path().join("accounts")), Id::new("ashby", &account).unwrap());
        let credentials = Credentials::gather(ASHBY.connector(), |_, _| Some(secret.clone())).unwrap();
        let server = Url::parse("https://api.example.test").unwrap();
        let mut never = || unreachable!("a file asks for no passphrase");
        accounts.keep(&id, &server, &credentials, store("file").unwrap(), &mut never).unwrap();
        let bytes = fs::read(accounts.path(&id)).unwrap();
        prop_assert!(!String::from_utf8(bytes).unwrap().contains(&secret));
        let open = accounts.open(&id, ASHBY.connector(), |_| Ok(server.clone()), &mut never).unwrap();
        let shown = format!("{:?}", open.unwrap());
        prop_assert!(!shown.contains(&secret));
        prop_assert!(accounts.forget(&id).unwrap() && !accounts.path(&id).exists());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_used_says_what_to_do() {
    let server = provider().await;
    let user = User::new(&server);
    on_the_side(move || {
        let stdin = ["connect", "ashby", "--store", "file", "--operations", "list-jobs", "--stdin"];
        let empty = user.run(&stdin, &[], " \n");
        assert!(empty.code == 3 && empty.stderr.contains("standard input is empty"), "{empty:?}");
        assert!(!empty.stderr.contains("ASHBY_API_KEY"), "{}", empty.stderr);
        assert_eq!(user.keep(KEY).code, 0);
        fs::write(user.folder().join("key"), "short").unwrap();
        for refused in [user.keep(KEY), user.list_jobs(&[])] {
            assert!(refused.code != 0 && refused.stderr.contains("is damaged: delete it, and connect"), "{refused:?}");
        }
        fs::remove_file(user.folder().join("key")).unwrap();
        assert_eq!((user.keep(KEY).code, user.list_jobs(&[]).code), (0, 0));
    })
    .await;
}

/// A key that is made by the steps may call everything, as far as scopes go.
#[test]
fn the_steps_name_every_scope() {
    let plan = plan("connectors", "ashby");
    let steps = plan.connector().connect.steps.join(" ");
    for (name, scope) in &plan.connector().scopes {
        let module = scope.module.as_deref().unwrap();
        assert!(steps.contains(module), "{name}: {module} is not in the steps");
    }
    assert!(steps.contains("delete access to Candidates"), "{steps}");
}

/// A key with all but the optional scopes does; what the others are for is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn optional_scopes_are_demanded_only_where_they_are_asked_for() {
    let server = Server::start(|_, _, _| {
        let modules = [
            "jobs",
            "candidates",
            "interviews",
            "hiringProcessMetadata",
            "organization",
            "offers",
            "apiKeys",
            "approvals",
        ];
        let scopes: Vec<String> =
            modules.iter().flat_map(|module| [format!("{module}:read"), format!("{module}:write")]).collect();
        Reply::json(&json!({ "success": true, "results": { "scopes": scopes } }))
    })
    .await;
    let user = User::new(&server);
    on_the_side(move || {
        let connect = ["connect", "ashby", "--store", "file"];
        let plain = user.run(&connect, &[], KEY);
        assert_eq!(plain.code, 0, "{plain:?}");
        assert!(plain.stderr.contains("6 of 6 optional scopes are not granted"), "{plain:?}");
        assert!(!plain.stderr.contains("warning"), "{plain:?}");
        let reports = plain.stdout.lines().find(|line| line.contains("reports:read")).unwrap();
        assert!(reports.contains("optional") && reports.contains("generate-report"), "{reports}");
        for (asked, code) in [("generate-report", 4), ("create-application", 0)] {
            assert_eq!(user.run(&[&connect[..], &["--operations", asked]].concat(), &[], KEY).code, code, "{asked}");
        }
    })
    .await;
}

/// A key without what only some records need does; which records these are is told by the steps.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scope_of_steps_that_may_be_left_out_is_not_demanded() {
    let granted = json!({ "success": true, "results": { "scopes": ["apiKeys:read", "candidates:write"] } });
    let server = Server::start(move |_, _, _| Reply::json(&granted)).await;
    let user = User::new(&server);
    on_the_side(move || {
        let connect = ["connect", "ashby", "--store", "file", "--operations"];
        let one = user.run(&[&connect[..], &["create-candidate"]].concat(), &[], KEY);
        assert_eq!(one.code, 0, "{one:?}");
        assert!(one.stderr.contains("demanded: candidates:write\n"), "{one:?}");
        let row = one.stdout.lines().find(|line| line.contains("hiringProcessMetadata:read")).unwrap();
        assert!(row.contains("optional") && row.ends_with("only for steps of: create-candidate (definitions)"), "{row}");
        let told = "1 of 1 optional scopes are not granted, and 1 of 2 operations and writes can be called for some records only";
        assert!(one.stderr.contains(told), "{one:?}");
        let named = ["create-candidate", "--scopes", "hiringProcessMetadata:read", "--format", "json"];
        let named = user.run(&[&connect[..], &named].concat(), &[], KEY);
        assert_eq!(named.code, 4, "{named:?}");
        let report: Value = serde_json::from_str(&named.stdout).unwrap();
        let row = report["scopes"].as_array().unwrap().iter().find(|row| row["access"] == "read").unwrap();
        assert_eq!((&row["writes"], &row["conditional"]), (&json!([]), &json!({ "create-candidate": ["definitions"] })));
    })
    .await;
}

/// A write needs what all of its operations need, and counts where an operation has its name.
#[test]
fn scopes_are_also_those_of_writes() {
    let scopes = |name: &str| -> Vec<String> {
        let shown = engine_given(&root(""), &["scopes", "ashby", name, "--format", "json"], &[], b"");
        assert_eq!(shown.code, 0, "{}", shown.stderr);
        let rows: Vec<Value> = serde_json::from_str(&shown.stdout).unwrap();
        assert!(
            rows.iter().all(|row| row["writes"] == json!([name]) || !row["conditional"][name].is_null()),
            "{rows:?}"
        );
        rows.iter().map(|row| row["scope"].as_str().unwrap().to_owned()).collect()
    };
    let plan = plan("connectors", "ashby");
    assert!(plan.operation("create-application").is_some() && plan.operation("move-application").is_none());
    for name in ["create-application", "move-application"] {
        let mut needed = plan.write(name).unwrap().scopes.clone();
        needed.sort();
        let mut shown = scopes(name);
        shown.sort();
        assert_eq!(shown, needed, "{name}");
    }
    let text = engine_given(&root(""), &["scopes", "ashby", "create-application"], &[], b"").stdout;
    assert!(text.contains("create-application; writes: create-application"), "{text}");
    assert!(text.contains("writes: create-application"), "{text}");
}

/// What only some records lead to is no part of the smallest set, and is told with its steps.
#[test]
fn scopes_of_steps_that_may_be_left_out_are_told_apart() {
    let plan = plan("connectors", "ashby");
    for (name, always, only_for) in [
        ("create-candidate", &["candidates:write"][..], &[("hiringProcessMetadata:read", &["definitions"][..])][..]),
        // One of its steps is made at least, and all of them need this.
        (
            "update-candidate",
            &["candidates:write"],
            &[("hiringProcessMetadata:read", &["definitions"]), ("candidates:read", &["candidate"])],
        ),
        // Another step reads the stage with a reason than without one.
        ("move-application", &["interviews:read", "candidates:write"], &[]),
        (
            "update-job",
            &[],
            &[
                ("hiringProcessMetadata:read", &["definitions"]),
                ("jobs:write", &["status", "updated"]),
                ("candidates:write", &["fields"]),
            ],
        ),
    ] {
        let write = plan.write(name).unwrap();
        assert_eq!(write.always_needed().collect::<Vec<_>>(), always, "{name}");
        let told: Vec<(&str, Vec<&str>)> = write
            .only_for
            .iter()
            .map(|(scope, steps)| (scope.as_str(), steps.iter().map(String::as_str).collect()))
            .collect();
        let wanted: Vec<(&str, Vec<&str>)> = only_for.iter().map(|(scope, steps)| (*scope, steps.to_vec())).collect();
        assert_eq!(told, wanted, "{name}");
    }
    let shown = |arguments: &[&str]| engine_given(&root(""), arguments, &[], b"").stdout;
    let text = shown(&["scopes", "ashby", "create-job"]);
    assert!(text.contains("only for steps of: create-job (definitions)"), "{text}");
    let rows: Vec<Value> = serde_json::from_str(&shown(&["list", "ashby", "--writes", "--format", "json"])).unwrap();
    let row = rows.iter().find(|row| row["write"] == "create-job").unwrap();
    assert_eq!(row["scopes"], json!(["jobs:write"]));
    assert_eq!(row["conditional_scopes"]["candidates:write"], json!(["fields"]));
    let text = shown(&["describe", "ashby", "create-candidate"]);
    assert!(text.contains("candidates:write, hiringProcessMetadata:read (only for definitions)"), "{text}");
}
