//! Every kind of mistake, once; a code is never reused for another one.

/// Declares the codes with their names and meanings: one line a member.
macro_rules! codes {
    ($($variant:ident = $name:literal, $meaning:literal;)*) => {
        /// A kind of mistake. `docs/diagnostics.md` has a section on each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The name that users see and may search for.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The meaning in a line.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    YamlSyntax = "yaml-syntax", "The file is not YAML.";
    YamlUnsupported = "yaml-unsupported", "The file uses a part of YAML that connectors do without.";
    YamlLimit = "yaml-limit", "The file is larger or deeper than a connector needs.";
    DuplicateKey = "duplicate-key", "A key is written twice in one mapping.";
    UnknownKey = "unknown-key", "A key means nothing at this place.";
    MissingKey = "missing-key", "A key that must be there is not.";
    WrongKind = "wrong-kind", "A value is of another kind than the place takes.";
    WrongChoice = "wrong-choice", "A value is not one of those that the place takes, or not exactly one of several keys is written.";
    MissingFile = "missing-file", "The connector folder has no connector.yaml, or a file cannot be read.";
    DuplicateName = "duplicate-name", "Two operations, mappings or events share a name.";
    UnknownName = "unknown-name", "A name refers to something that does not exist.";
    InvalidPath = "invalid-path", "A value that begins with $ is not a JSONPath, or stands where none can.";
    InvalidTemplate = "invalid-template", "A template does not compile, or stands where none can.";
    InvalidUrl = "invalid-url", "An address is not an absolute http or https URL.";
    InvalidSetting = "invalid-setting", "A duration, size, place or number is not written as it should be.";
    InvalidSchema = "invalid-schema", "A schema file uses what the engine cannot check against.";
    MissingShape = "missing-shape", "A path reads an answer whose shape is not declared.";
    UnknownMember = "unknown-member", "A path or template names a member that the shape does not have.";
    ListMismatch = "list-mismatch", "A list is used as a single value, or a single value as a list.";
    TypeMismatch = "type-mismatch", "A value can never become what its place needs.";
    NullMismatch = "null-mismatch", "A value may be null where its target cannot.";
    UnknownField = "unknown-field", "A mapping fills a field that its target does not have.";
    EnumMismatch = "enum-mismatch", "An enum table, or the events that are written, and the values of a schema do not agree.";
    MappingCycle = "mapping-cycle", "A mapping is made of itself.";
    SecretExposed = "secret-exposed", "A secret credential is named outside auth.";
    Unused = "unused", "Something is declared and never used.";
    OptionalInPath = "optional-in-path", "A part of the path can be absent.";
    OptionalInText = "optional-in-text", "Text of a request stands around a value that can be absent.";
    OptionalInObject = "optional-in-object", "What a request sends of an object or a list is about an input that can be absent.";
    SchemaDrift = "schema-drift", "A newer document of the provider says otherwise than a schema of the connector.";
    UnwrittenMember = "unwritten-member", "A member of a record that a caller can give is neither sent nor called unwritable.";
    UnreadMember = "unread-member", "An answer or a delivery has a member beside its records that nothing reads.";
    UnselectedMember = "unselected-member", "A request selects members and leaves out one that is read.";
    UnheardRefusal = "unheard-refusal", "An answer can say that it failed, and the operation does not hear it.";
    MissingPagination = "missing-pagination", "An operation reads a list and does not say how it goes on.";
}
