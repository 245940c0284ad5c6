use aes_gcm::AeadInOut;
use aes_gcm::aead::inout::InOutBuf;
use sm4::cipher::{BlockCipherEncrypt, KeyInit};

use crate::keyring::{cipher, mac_of};
use crate::{Sm3Stream, hex, sm3, unhex};

fn bytes(text: &str) -> Vec<u8> {
    unhex(&text.replace(char::is_whitespace, "")).unwrap()
}

#[test]
fn sm3_gives_the_digests_of_gbt_32905() {
    assert_eq!(hex(&sm3(b"abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    let long = "abcd".repeat(16);
    let digest = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";
    assert_eq!(hex(&sm3(long.as_bytes())), digest);
    let mut stream = Sm3Stream::default();
    stream.update(&long.as_bytes()[..7]);
    stream.update(&long.as_bytes()[7..]);
    assert_eq!(hex(&stream.finish()), digest);
}

#[test]
fn sm4_gives_the_block_of_gbt_32907() {
    let key: [u8; 16] = bytes("0123456789abcdeffedcba9876543210").try_into().unwrap();
    let mut block = key.into();
    let cipher = sm4::Sm4::new(&key.into());
    cipher.encrypt_block(&mut block);
    assert_eq!(hex(&block), "681edf34d206965e86b3e94f536e4246");
    for _ in 1..1_000_000 {
        cipher.encrypt_block(&mut block);
    }
    assert_eq!(hex(&block), "595298c7c6fd271f0402f804c33d3f66");
}

#[test]
fn sm4_gcm_gives_the_text_and_tag_of_rfc_8998() {
    let key: [u8; 16] = bytes("0123456789ABCDEFFEDCBA9876543210").try_into().unwrap();
    let nonce: [u8; 12] = bytes("00001234567800000000ABCD").try_into().unwrap();
    let aad = bytes("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2");
    let mut text = bytes(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD\
         EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
    );
    let sealing = cipher(&key);
    let tag = sealing.encrypt_inout_detached(&nonce.into(), &aad, InOutBuf::from(text.as_mut_slice())).unwrap();
    let expected = "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
                    d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d";
    assert_eq!(hex(&text), expected.replace(' ', ""));
    assert_eq!(hex(&tag), "83de3541e4c2b58177e065a9bf7b62ec");
}

#[test]
fn hmac_sm3_follows_its_definition() {
    use hmac::Mac;
    // Checked against its definition: H((K ^ opad) || H((K ^ ipad) || m)).
    let key: Vec<u8> = (1..=32).collect();
    let message = b"abcdefgh";
    let pad = |with: u8| -> Vec<u8> {
        let mut block = key.clone();
        block.resize(64, 0);
        block.iter().map(|byte| byte ^ with).collect()
    };
    let inner = sm3(&[pad(0x36), message.to_vec()].concat());
    let outer = sm3(&[pad(0x5c), inner.to_vec()].concat());
    let mut mac = mac_of(&key);
    mac.update(message);
    assert_eq!(hex(&mac.finalize().into_bytes()), hex(&outer));
}

#[test]
fn an_sm2_signature_of_gbt_32918_5_verifies() {
    // The example of GB/T 32918.5 annex A: signer name 1234567812345678, message "message digest".
    let public = bytes(
        "04 09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020
         CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
    );
    let signature = bytes(
        "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
         B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA",
    );
    assert!(crate::verify_with(&public, b"message digest", &signature));
    assert!(!crate::verify_with(&public, b"message Digest", &signature));
    assert!(!crate::verify_with(&public[1..], b"message digest", &signature));
    assert!(!crate::verify_with(&public, b"message digest", &signature[1..]));
}

#[test]
fn hexadecimal_goes_there_and_back() {
    assert_eq!(hex(&[0, 15, 255]), "000fff");
    assert_eq!(unhex("000FfF"), Some(vec![0, 15, 255]));
    assert_eq!(unhex("0"), None);
    assert_eq!(unhex("zz"), None);
}
