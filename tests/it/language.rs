//! The language takes any text: it ends, it does not panic, and every place that it names lies within its text.

use std::sync::LazyLock;

use engine_lang::Sources;
use engine_lang::diagnostic::{Style, render};
use proptest::prelude::*;

use crate::support::{catalog, changed};

static ASHBY: LazyLock<Sources> = LazyLock::new(|| catalog("connectors").sources("ashby").unwrap());

/// The Ashby connector with one of its files changed.
fn with_file(index: usize, change: impl Fn(&str) -> String) -> Sources {
    let wanted = ASHBY.path(ASHBY.connector_files()[index]);
    changed(&ASHBY, |path, text| if path == wanted { change(text) } else { text.to_owned() })
}

/// Plans, and looks at every diagnostic as a person would.
fn take(sources: &Sources) {
    let diagnostics = match engine_lang::plan(sources) {
        Ok(planned) => planned.warnings,
        Err(diagnostics) => {
            assert!(diagnostics.has_errors(), "refused without a word");
            diagnostics
        }
    };
    for diagnostic in diagnostics.sorted() {
        for span in std::iter::once(diagnostic.primary.span).chain(diagnostic.secondary.iter().map(|label| label.span))
        {
            let location = sources.location(span);
            assert!(location.line >= 1 && location.column >= 1);
        }
    }
    render(&diagnostics, sources, Style::Coloured);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_text_is_taken(text in "(\\PC|\n|\t| ){0,300}") {
        take(&with_file(0, |_| text.clone()));
    }

    #[test]
    fn any_slip_of_the_hand_is_taken(
        file in 0..9_usize,
        at in any::<prop::sample::Index>(),
        cut in 0..12_usize,
        put in "[ -~äß🦀\n]{0,6}",
    ) {
        take(&with_file(file, |text| {
            let letters: Vec<char> = text.chars().collect();
            let at = at.index(letters.len());
            let end = (at + cut).min(letters.len());
            letters[..at].iter().copied().chain(put.chars()).chain(letters[end..].iter().copied()).collect()
        }));
    }

    #[test]
    fn any_template_is_taken(inside in "[ -~]{0,60}") {
        take(&with_file(5, |text| text.replace("title: $.title", &format!("title: >-\n        {{{{ {inside} }}}}"))));
    }
}

#[test]
fn hostile_texts_end_at_once() {
    let long = |piece: &str| piece.repeat(100_000);
    for text in [
        long("["),
        long("{a: "),
        long("- "),
        format!("a: &a [x]\nb: [{}]", "*a,".repeat(1000)),
        format!("title: \"{{{{ {}1 }}}}\"", "-".repeat(4000)),
        format!("title: \"{{{{ {}1 }}}}\"", "-".repeat(400_000)),
        format!("title: $..a{}", "[?@.a".repeat(2000)),
        "\u{feff}a: b".to_owned(),
        "a: \u{0}".to_owned(),
        " ".repeat(2_000_000),
    ] {
        let started = std::time::Instant::now();
        take(&with_file(0, |_| text.clone()));
        assert!(started.elapsed().as_secs() < 5, "{} bytes took {:?}", text.len(), started.elapsed());
    }
}
