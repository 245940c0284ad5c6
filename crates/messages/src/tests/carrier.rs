//! The carrier that is shipped: one file a parcel, whole, once.

use crate::carrier::{Carrier, FileCarrier, Parcel};

fn parcel() -> Parcel {
    Parcel {
        id: "messages/01/02".to_owned(),
        channel: "sms".to_owned(),
        to: "13800000000".to_owned(),
        subject: String::new(),
        text: "【遂宁市民政局】请签收。".to_owned(),
        made: "2017-05-09 09:30:00".to_owned(),
    }
}

#[test]
fn a_parcel_is_one_file_and_is_not_written_again_after_it_was_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let carrier = FileCarrier::open(folder.path()).expect("a carrier");
    carrier.carry(&parcel()).expect("carried");
    carrier.carry(&parcel()).expect("known");
    let new = folder.path().join("new");
    let files: Vec<_> = std::fs::read_dir(&new).expect("a list").map(|file| file.expect("a file").path()).collect();
    assert_eq!(files, [new.join("messages-01-02.json")]);
    let text = std::fs::read_to_string(&files[0]).expect("a text");
    let read: serde_json::Value = serde_json::from_str(&text).expect("json");
    assert_eq!((read["to"].as_str(), read["id"].as_str()), (Some("13800000000"), Some("messages/01/02")));
    std::fs::rename(&files[0], folder.path().join("taken/messages-01-02.json")).expect("taken");
    carrier.carry(&parcel()).expect("known");
    assert_eq!(std::fs::read_dir(&new).expect("a list").count(), 0);
    assert_eq!(std::fs::read_dir(folder.path().join("tmp")).expect("a list").count(), 0);
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_not_taken_for_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let carrier = FileCarrier::open(folder.path()).expect("a carrier");
    std::fs::remove_dir(folder.path().join("tmp")).expect("gone");
    let why = carrier.carry(&parcel()).expect_err("not carried");
    assert!(why.contains("写不进外发文件夹") && !why.contains("13800000000"), "{why}");
    let file = folder.path().join("a-file");
    std::fs::write(&file, "x").expect("written");
    assert!(FileCarrier::open(&file).expect_err("no folder").contains("建不了"));
}
