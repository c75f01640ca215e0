//! The documentation shows what really happens.

use engine_lang::diagnostic::{Style, render};

use crate::support::{catalog, changed, root};

#[test]
fn the_readme_shows_the_mistake_as_it_is() {
    let original = catalog("connectors").sources("ashby").unwrap();
    let sources = changed(&original, |path, text| {
        let is_jobs = path.ends_with("/jobs.yaml");
        if is_jobs { text.replace("title: $.title", "title: $.titel") } else { text.to_owned() }
    });
    let diagnostics = engine_lang::plan(&sources).map(|_| ()).unwrap_err();
    let folder = format!("{}/", root("").display()).replace("//", "/");
    let text = render(&diagnostics, &sources, Style::Plain).replace(&folder, "");
    let readme = std::fs::read_to_string(root("README.md")).unwrap();
    assert!(readme.contains(text.trim_end()), "README.md does not show:\n{text}");
}

#[test]
fn the_readme_shows_the_connector_as_it_is() {
    let readme = std::fs::read_to_string(root("README.md")).unwrap();
    let jobs = std::fs::read_to_string(root("connectors/ashby/jobs.yaml")).unwrap();
    let without_comment = |line: &str| line.split(" #").next().unwrap_or("").trim_end().to_owned();
    let lines: Vec<String> = jobs.lines().map(without_comment).collect();
    let shown = readme.split("```yaml\noperations:").nth(1).unwrap().split("```").next().unwrap();
    for line in shown.lines().map(without_comment).filter(|line| !line.is_empty()) {
        assert!(lines.contains(&line), "connectors/ashby/jobs.yaml has no line `{line}`");
    }
}

#[test]
fn every_link_leads_to_a_file() {
    let mut pages = vec![root("README.md")];
    pages.extend(std::fs::read_dir(root("docs")).unwrap().map(|entry| entry.unwrap().path()));
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            let path = page.parent().unwrap().join(file);
            assert!(path.exists(), "{} links to {target}, which is not there", page.display());
        }
    }
}
