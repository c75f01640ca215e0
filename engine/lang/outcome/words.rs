//! The words of outcomes, each list once: lower case, with letters and digits only.

/// Whether it was done.
pub(super) const FLAGS: &[&str] = &["ok", "isok", "success", "issuccess", "successful", "issuccessful", "succeeded"];

/// Flags that may be a number of things that were done.
pub(super) const COUNTS: &[&str] = &["successful", "succeeded"];

/// What went wrong, or whether something did.
pub(super) const ERRORS: &[&str] = &[
    "error",
    "errors",
    "errorcode",
    "errorcodes",
    "errormessage",
    "errormessages",
    "errormsg",
    "errorinfo",
    "fault",
    "haserror",
    "haserrors",
    "iserror",
];

/// A status in a word.
pub(super) const STATUSES: &[&str] = &["status", "stat", "result"];

/// A status of HTTP.
pub(super) const CODES: &[&str] =
    &["code", "status", "statuscode", "httpcode", "httpstatus", "httpstatuscode", "responsecode"];

/// Words for what was not done.
pub(super) const FAILURES: &[&str] = &["error", "fail", "failed", "failure", "false"];

/// Words in the place of an error that say that there is none.
pub(super) const SUCCESSES: &[&str] =
    &["0", "false", "noerror", "noerrors", "none", "null", "ok", "success", "successful"];

/// Objects beside the records that are about the answer.
pub(super) const ABOUT_ANSWERS: &[&str] = &[
    "ack",
    "header",
    "meta",
    "metadata",
    "outcome",
    "response",
    "responseheader",
    "responseinfo",
    "responsemetadata",
    "responsestatus",
    "result",
    "resultinfo",
    "stat",
    "status",
];
