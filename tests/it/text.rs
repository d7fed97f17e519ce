//! Files as they really are: other encodings, bytes that are no text, line ends, and what tools leave in them.

use crate::{
    program::{migcheck, run},
    scratch::Scratch,
};

/// `CHECK path` over one migration given as bytes: exit code and the whole of stdout.
fn check(text: &[u8]) -> (i32, String) {
    let folder = Scratch::new();
    folder.write("m/1.sql", text);
    let ran = migcheck(&folder.path, &["check", "m"]);
    (ran.code, ran.stdout)
}

fn says(text: &[u8], code: i32, parts: &[&str]) {
    let (found, said) = check(text);
    for part in parts {
        assert!(said.contains(part), "{part} is not in:\n{said}");
    }
    assert_eq!(found, code, "{said}");
}

#[test]
fn bytes_that_are_no_text_fail_their_statement_and_nothing_is_lost() {
    let text = b"CREATE TABLE a (b int);\r\nCOMMENT ON TABLE a IS 'gr\xfc\xdfe';\r\nSELECT 1;\r\n";
    says(
        text,
        1,
        &[
            "problem m/1.sql:2:26: invalid UTF-8: invalid byte sequence for encoding \"UTF8\": 0xfc",
            "this fails: invalid byte sequence for encoding \"UTF8\": 0xfc",
            "m/1.sql:2:26",
            "3 statements",
        ],
    );
    // In a comment too: the server gets the file as one string.
    says(b"SELECT 1; -- \xe4\nSELECT 2;\n", 1, &["outside of the statements", "this fails"]);
    says(b"SELECT 1;\n\0\nSELECT 2;\n", 0, &["problem m/1.sql:2:1: a NUL byte"]);
}

#[test]
fn wide_encodings_are_named() {
    let folder = Scratch::new();
    folder.write("m/1.sql", b"\xff\xfeS\0E\0L\0");
    let ran = migcheck(&folder.path, &["check", "m"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("m/1.sql: the file is encoded in UTF-16LE"), "{}", ran.stderr);
    assert!(ran.stderr.contains("iconv -f UTF-16LE -t UTF-8"), "{}", ran.stderr);
}

#[test]
fn every_way_in_takes_any_bytes() {
    let repository = Scratch::repository();
    repository.write("m/1.sql", b"\xef\xbb\xbfCREATE TABLE a (b int); -- \xe9\r\n").commit();
    repository.write("m/2.sql", b"-- \xe9\nALTER TABLE a ADD c int;\n");
    repository.write("dump.sql", b"-- \xe9\nCREATE TABLE a (b int);\n");
    for arguments in [
        &["check", "m", "--since", "main"][..],
        &["check", "m/2.sql", "--schema", "dump.sql"],
        &["check", "-", "--schema", "dump.sql"],
    ] {
        let ran = run(&repository.path, arguments, &[], b"-- \xe9\nALTER TABLE a ADD c int;\n");
        let says = format!("{arguments:?}: {}{}", ran.stdout, ran.stderr);
        assert!(says.contains("2.sql:1:4: invalid UTF-8") || says.contains("<stdin>:1:4: invalid UTF-8"), "{says}");
        assert_eq!(ran.code, 1, "{says}");
    }
    repository.write("migcheck.toml", b"# \xe9\npostgres = 17\n");
    let ran = migcheck(&repository.path, &["check", "m"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("migcheck.toml:1:3: the text is not valid UTF-8"), "{}", ran.stderr);
    repository.write("migcheck.toml", b"\xef\xbb\xbfpostgres = 14\n");
    assert!(migcheck(&repository.path, &["check", "dump.sql"]).stdout.contains("14"));
}

#[test]
fn psql_commands_reach_the_server_through_other_tools() {
    let folder = Scratch::new();
    folder.write("m/1_a.up.sql", "CREATE TABLE a (b int);\n\\restrict x\nCREATE TABLE c (d int);\n");
    folder.write("m/1_a.down.sql", "DROP TABLE a;\n");
    let ran = migcheck(&folder.path, &["check", "m"]);
    assert!(ran.stdout.contains("this fails: syntax error at or near \"\\\""), "{}", ran.stdout);
    // A plain file with psql commands is run by psql.
    says(b"\\restrict x\nCREATE TABLE a (b int);\n\\unrestrict x\n", 0, &["no findings: 3 statements"]);
}
