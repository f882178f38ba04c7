//! Folders and archives of AWS CLI output as people have them: files of any name, packed ones, and what systems leave beside.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const VPCS: &str = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111"}]}"#;
const SUBNETS: &str = r#"{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
    "AvailabilityZoneId": "euw1-az1"}]}"#;
const PEERINGS: &str = r#"{"VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"},
    "RequesterVpcInfo": {"VpcId": "vpc-1"}, "AccepterVpcInfo": {"VpcId": "vpc-2"}}]}"#;

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn archive(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Files as they lie in a folder or an archive.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = [0xfeff].into_iter().chain(PEERINGS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    vec![
        ("collected/vpcs", VPCS.into()),
        ("collected/eu-west-1/subnets.txt.gz", packed(SUBNETS)),
        ("collected/eu-west-1/peerings.log", utf16),
        (
            "collected/denied.txt",
            b"\nAn error occurred (AccessDenied) when calling the DescribeRouteTables operation: no\n".into(),
        ),
        ("collected/empty.json", Vec::new()),
        ("collected/older.zip", archive(&[("vpcs.json", VPCS.into())])),
        ("README.md", b"# How this was collected\n".into()),
        ("__MACOSX/collected/._vpcs.json", b"\0\x05\x16\x07".into()),
        ("collected/.DS_Store", b"\0\0\0\x01Bud1".into()),
    ]
}

fn folder(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&root);
    for (name, bytes) in files() {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    root
}

/// What `import` writes of a path, its status, and what it says aside.
fn imported(path: &Path) -> (String, Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tieline"));
    let output = command.args(["import", path.to_str().unwrap()]).env("NO_COLOR", "1").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), output.status.code(), text(output.stderr))
}

#[test]
fn a_folder_and_an_archive_of_the_same_files_are_one_design() {
    let root = folder("collected-folder");
    let zip = Path::new(env!("CARGO_TARGET_TMPDIR")).join("collected.zip");
    fs::write(&zip, archive(&files())).unwrap();
    let mut written = Vec::new();
    for path in [root, zip] {
        let (out, code, told) = imported(&path);
        assert_eq!(code, Some(0), "{told}");
        for part in ["vpc-1:", "subnet-1:", "pcx-1:"] {
            assert!(out.contains(part), "{part}: {out}");
        }
        let older = format!("note: `{}/collected/older.zip` is no AWS CLI output, and was passed over", path.display());
        assert!(told.contains(&older), "{told}");
        assert!(
            told.contains(&format!("note: 1 files of `{}` are no JSON, and were passed over", path.display())),
            "{told}"
        );
        assert!(!told.contains("._vpcs") && !told.contains("DS_Store"), "{told}");
        assert!(told.contains("AccessDenied"), "{told}");
        written.push(out);
    }
    assert_eq!(written[0], written[1]);
}

#[test]
fn a_packed_file_is_read_as_what_is_in_it() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("vpcs.json.gz");
    fs::write(&path, packed(VPCS)).unwrap();
    let (out, code, _) = imported(&path);
    assert_eq!(code, Some(0));
    assert!(out.contains("vpc-1:"));
    // One that is cut off is refused; what it would unpack to is bounded.
    let whole = packed(VPCS);
    fs::write(&path, &whole[..whole.len() - 9]).unwrap();
    let (_, code, told) = imported(&path);
    assert_eq!(code, Some(2));
    assert!(told.contains("is no gzip file that can be read"), "{told}");
}

#[test]
fn what_was_written_is_written_again_the_same() {
    let (out, _, _) = imported(&folder("collected-again"));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("again.yaml");
    fs::write(&path, &out).unwrap();
    assert_eq!(imported(&path).0, out);
}

#[test]
fn no_proposals_are_told_and_how_to_get_some() {
    let root = folder("collected-proposals");
    let ran = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tieline"));
        command.args(["import", root.to_str().unwrap(), "--proposals-only"]).args(more).env("NO_COLOR", "1");
        String::from_utf8(command.output().unwrap().stderr).unwrap()
    };
    assert!(ran(&[]).contains("`--propose-needs` those of what exists"));
    assert!(ran(&["--propose-needs"]).contains("nothing that exists tells of any"));
}
