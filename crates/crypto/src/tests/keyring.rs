use std::fs;
use std::os::unix::fs::PermissionsExt;

use proptest::prelude::*;

use crate::{CryptoFault, Keyring, verify_with};

const PLACE: &str = "registry_persons.id_number.01";

#[test]
fn a_seal_opens_only_where_it_was_made() {
    let ring = Keyring::for_tests();
    let sealed = ring.seal(PLACE, "510904197001010005".as_bytes());
    assert_eq!(sealed.len(), 1 + 12 + 18 + 16);
    assert_eq!(ring.open(PLACE, &sealed).unwrap().as_slice(), b"510904197001010005");
    assert_eq!(ring.open("registry_persons.id_number.02", &sealed), Err(CryptoFault::Damaged));
    assert_eq!(Keyring::seeded(2).open(PLACE, &sealed), Err(CryptoFault::Damaged));
    assert_eq!(ring.open(PLACE, &sealed[..28]), Err(CryptoFault::Damaged));
}

#[test]
fn any_changed_byte_is_noticed() {
    let ring = Keyring::for_tests();
    let sealed = ring.seal(PLACE, b"4111111111111111");
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 1;
        assert!(ring.open(PLACE, &changed).is_err(), "byte {index}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_content_another_nonce() {
    let (one, two) = (Keyring::seeded(7), Keyring::seeded(7));
    assert_eq!(one.seal(PLACE, b"a"), two.seal(PLACE, b"a"));
    assert_ne!(one.seal(PLACE, b"a")[1..13], one.seal(PLACE, b"b")[1..13]);
    assert_ne!(one.seal(PLACE, b"a")[1..13], one.seal("elsewhere", b"a")[1..13]);
    assert_eq!(one.public_key(), two.public_key());
    assert_ne!(one.public_key(), Keyring::seeded(8).public_key());
}

#[test]
fn after_a_rotation_old_seals_open_and_ask_to_be_made_again() {
    let mut ring = Keyring::for_tests();
    let old = ring.seal(PLACE, b"x");
    assert!(!ring.needs_reseal(&old));
    assert_eq!(ring.rotate(), Ok(2));
    assert!(ring.needs_reseal(&old));
    assert_eq!(ring.open(PLACE, &old).unwrap().as_slice(), b"x");
    let new = ring.seal(PLACE, b"x");
    assert_eq!((new[0], ring.needs_reseal(&new)), (2, false));
    assert_eq!(Keyring::for_tests().open(PLACE, &new), Err(CryptoFault::UnknownKey(2)));
}

#[test]
fn the_last_generation_is_an_answer() {
    let mut ring = Keyring::for_tests();
    for _ in 1..255 {
        ring.rotate().unwrap();
    }
    assert_eq!(ring.rotate(), Err(CryptoFault::NoMoreGenerations));
    assert_eq!(ring.generation(), 255);
}

#[test]
fn search_tags_and_row_marks_depend_on_domain_and_key() {
    let ring = Keyring::for_tests();
    assert_eq!(ring.blind("id", "1"), ring.blind("id", "1"));
    assert_ne!(ring.blind("id", "1"), ring.blind("phone", "1"));
    assert_ne!(ring.blind("id", "1"), ring.blind("i", "d1"));
    assert_ne!(ring.blind("id", "1"), Keyring::seeded(2).blind("id", "1"));
    assert_ne!(ring.blind("id", "1")[..], ring.mac("id", b"1")[..16]);
    let mark = ring.mac("row", b"content");
    assert!(ring.mac_matches("row", b"content", &mark));
    assert!(!ring.mac_matches("row", b"changed", &mark));
    assert!(!ring.mac_matches("row", b"content", &mark[..31]));
}

#[test]
fn signatures_verify_with_the_public_key_alone() {
    let ring = Keyring::for_tests();
    let signature = ring.sign_root(b"root of 2017-05-09");
    assert!(ring.verify_root(b"root of 2017-05-09", &signature));
    assert!(verify_with(&ring.public_key(), b"root of 2017-05-09", &signature));
    assert!(!ring.verify_root(b"root of 2017-05-10", &signature));
    assert!(!verify_with(&Keyring::seeded(2).public_key(), b"root of 2017-05-09", &signature));
}

#[test]
fn the_files_are_made_once_kept_private_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    let mut ring = Keyring::open_or_create(&path).unwrap();
    let sealed = ring.seal(PLACE, b"x");
    let tag = ring.blind("id", "1");
    ring.rotate().unwrap();
    let later = ring.seal(PLACE, b"y");
    for name in ["master.key", "master.ring"] {
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let again = Keyring::open_or_create(&path).unwrap();
    assert_eq!(again.generation(), 2);
    assert_eq!(again.open(PLACE, &sealed).unwrap().as_slice(), b"x");
    assert_eq!(again.open(PLACE, &later).unwrap().as_slice(), b"y");
    assert_eq!(again.blind("id", "1"), tag);
    assert_eq!(again.public_key(), ring.public_key());
    assert_ne!(again.seal(PLACE, b"x"), again.seal(PLACE, b"x"));
}

#[test]
fn half_a_pair_a_readable_file_or_a_damaged_one_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    let ring_path = folder.path().join("master.ring");
    Keyring::open_or_create(&path).unwrap();
    let (master, ring) = (fs::read(&path).unwrap(), fs::read_to_string(&ring_path).unwrap());

    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(Keyring::open_or_create(&path).unwrap_err().to_string().contains("chmod 600"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();

    fs::write(&ring_path, ring.replace("blind", "blank")).unwrap();
    assert!(Keyring::open_or_create(&path).unwrap_err().to_string().contains("损坏"));

    fs::remove_file(&ring_path).unwrap();
    assert!(Keyring::open_or_create(&path).unwrap_err().to_string().contains("备份"));
    assert!(!ring_path.exists(), "nothing new is made");

    fs::remove_file(&path).unwrap();
    fs::write(&ring_path, ring).unwrap();
    assert!(Keyring::open_or_create(&path).unwrap_err().to_string().contains("主密钥不见了"));
    fs::write(&path, &master[..40]).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(Keyring::open_or_create(&path).unwrap_err().to_string().contains("64位"));
}

#[test]
fn a_key_ring_does_not_print_its_keys() {
    assert_eq!(format!("{:?}", Keyring::for_tests()), "Keyring { generation: 1, .. }");
}

#[test]
fn a_key_ring_is_shared_between_threads() {
    let ring = std::sync::Arc::new(Keyring::for_tests());
    let sealed = ring.seal(PLACE, b"x");
    let other = std::sync::Arc::clone(&ring);
    let opened = std::thread::spawn(move || other.open(PLACE, &sealed).unwrap().to_vec()).join().unwrap();
    assert_eq!(opened, b"x");
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens(place in "\\PC{0,40}", plain in proptest::collection::vec(any::<u8>(), 0..200)) {
        let ring = Keyring::for_tests();
        let opened = ring.open(&place, &ring.seal(&place, &plain)).unwrap();
        prop_assert_eq!(opened.as_slice(), plain.as_slice());
    }

    #[test]
    fn opening_rubbish_never_panics(sealed in proptest::collection::vec(any::<u8>(), 0..80)) {
        prop_assert!(Keyring::for_tests().open("x", &sealed).is_err());
    }
}
