//! What a caller gives is what is sent: a request without what the provider needs is refused, and so is a value that another
//! one hides.

use crate::support::{Finished, Reply, Server, Workspace, engine, engine_beside, engine_in, object, root};
use serde_json::json;

const NOTES: &str = "
operations:
  add-note:
    method: POST
    path: /notes
    request: demo/note
    parameters: demo/parameters
    inputs:
      about: { type: string, required: true }
      text: { type: string }
      number: { type: number }
      tags: { type: array, required: true }
    query: { tag: $.inputs.tags }
    body: { about: { id: '{{ inputs.about }}' }, value: '{{ inputs.text | default(inputs.number) }}' }
";

async fn add_note(server: &Server, inputs: &[&str]) -> Finished {
    let mut note = object(json!({ "about": object(json!({ "id": { "type": "string" } })), "value": {} }));
    note["required"] = json!(["about", "value"]);
    note["properties"]["about"]["required"] = json!(["id"]);
    let mut parameters = object(json!({ "tag": { "type": "array", "items": { "type": "string" } } }));
    parameters["required"] = json!(["tag"]);
    let workspace = Workspace::demo(NOTES, &[("demo/note", note), ("demo/parameters", parameters)]);
    let url = ["--base-url", &server.url];
    engine_beside(workspace.path(), &[&["run", "demo", "add-note"][..], &url, inputs].concat(), &[]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_provider_needs_is_there_or_nothing_is_sent() {
    let server = Server::start(|_, _, _| Reply::json(&json!({}))).await;
    for (inputs, told) in [
        (&["about=a", "tags=x"][..], "the provider needs `value`, and what is given for it comes to nothing"),
        (&["about=a", "tags=x", "text= "], "it is made of `text`, `number`: give a value that is not blank"),
        (&["about= ", "tags=x", "text=b"], "needs `about.id`"),
        (&["about=a", "tags=x", "text=b", "number=3"], "`number` would not be sent, since `text` is given"),
        (&["about=a", "tags=x", "text=b", "number=3", "--dry-run"], "give one of the two"),
        (&["about=a", "tags=x", "--dry-run"], "the provider needs `value`"),
    ] {
        let refused = add_note(&server, inputs).await;
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{inputs:?}: {refused:?}");
        assert!(refused.stderr.contains(told), "{inputs:?}: {refused:?}");
    }
    assert!(server.asked().is_empty());
    for value in ["text=b", "number=0"] {
        let done = add_note(&server, &["about=a", "tags=x", value]).await;
        assert_eq!(done.code, 0, "{done:?}");
    }
    assert_eq!(server.asked().len(), 2);
}

const LIGHTS: &str = r#"
operations:
  find-lights:
    path: /lights
    inputs: { red: { type: boolean }, green: { type: boolean }, near: { type: string }, far: { type: string }, by: { type: string } }
    query:
      color: "{{ 'any' if inputs.red or inputs.green }}"
      place: "{{ inputs.near or inputs.far or inputs.by }}"
"#;

#[test]
fn inputs_that_say_the_same_are_sent_as_one() {
    let workspace = Workspace::demo(LIGHTS, &[]);
    let find = |inputs: &[&str]| {
        engine_in(workspace.path(), &[&["run", "demo", "find-lights", "--dry-run"][..], inputs].concat(), &[])
    };
    for (inputs, sent) in [
        (&["red=true", "green=true"][..], "color=any"),
        (&["near=a", "far=a", "red=true"], "color=any&place=a"),
        (&["near=a", "far=a", "by=a"], "place=a"),
    ] {
        let shown = find(inputs);
        assert!(shown.code == 0 && shown.stdout.contains(sent), "{inputs:?}: {shown:?}");
    }
    for (inputs, lost) in [
        (&["near=a", "far=b"][..], "`far` would not be sent, since `near` is given"),
        (&["near=a", "far=a", "by=b"], "`by` would not be sent, since `far` is given"),
        (&["near=a", "far=b", "by=b"], "`far` would not be sent, since `near` is given"),
    ] {
        let refused = find(inputs);
        assert!(refused.code == 2 && refused.stderr.contains(lost), "{inputs:?}: {refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_several_values_is_set() {
    let server = Server::start(|_, _, _| Reply::json(&json!({ "success": true, "results": {} }))).await;
    let set = async |values: &[&str]| {
        let field = ["run", "ashby", "set-custom-field-value", "object_id=o", "object_type=Job", "field_id=f"];
        let url = ["--base-url", &server.url];
        engine_beside(&root(""), &[&field[..], &url, values].concat(), &[("ASHBY_API_KEY", "some-key")]).await
    };
    for values in [&[][..], &["text="], &["text=a", "number=3"], &["boolean=false", "choices=a"]] {
        let refused = set(values).await;
        assert_eq!(refused.code, 2, "{values:?}: {refused:?}");
    }
    assert!(server.asked().is_empty());
    set(&["boolean=false"]).await;
    let bodies: Vec<String> = server.asked().into_iter().map(|asked| asked.body).collect();
    assert!(bodies.len() == 1 && bodies[0].contains(r#""fieldValue":false"#), "{bodies:?}");
}

#[test]
fn who_takes_an_input_of_the_same_path_is_told() {
    let run = |name: &str, input: &str| engine(&["run", "ashby", name, input, "--dry-run"]);
    for (name, input, taker) in [
        ("application.info", "submitted_form_instance_id", "get-submitted-application"),
        ("candidate.info", "external_mapping_id", "get-candidate-by-external-id"),
    ] {
        let refused = run(name, &format!("{input}=x"));
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.stderr.contains(&format!("help: `{taker}` takes `{input}`")), "{refused:?}");
    }
    assert!(!run("application.info", "no_such_input=x").stderr.contains("takes `"));
}

#[test]
fn what_is_left_out_says_why() {
    for name in ["assessment.start", "customFields.fetch"] {
        for command in ["run", "describe", "scopes"] {
            let refused = engine(&[command, "ashby", name]);
            assert_eq!(refused.code, 2, "{refused:?}");
            assert!(refused.stderr.contains("cannot be called\n  help: Partners"), "{refused:?}");
        }
    }
}
