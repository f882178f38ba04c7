//! Bytes as shells save them → bytes of UTF-8, which every reader takes. PowerShell redirects into UTF-16.

use std::borrow::Cow;

/// The bytes in UTF-8, where a mark at their start says that they are in UTF-16; as they are otherwise, and where they
/// are broken, for the reader to complain about.
pub(super) fn plain(bytes: &[u8]) -> Cow<'_, [u8]> {
    let (rest, is_little) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, true),
        [0xfe, 0xff, rest @ ..] => (rest, false),
        _ => return Cow::Borrowed(bytes),
    };
    let pairs = rest.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Cow::Borrowed(bytes);
    }
    let unit = |pair| if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
    let units = pairs.filter_map(|pair| Some(unit(<[u8; 2]>::try_from(pair).ok()?)));
    match char::decode_utf16(units).collect::<Result<String, _>>() {
        Ok(text) => Cow::Owned(text.into_bytes()),
        Err(_) => Cow::Borrowed(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn units_become_characters_and_what_is_broken_stays() {
        assert_eq!(&*plain(b"\xff\xfe{\0}\0"), b"{}");
        assert_eq!(&*plain(b"\xfe\xff\0{\0}"), b"{}");
        assert_eq!(&*plain(b"\xff\xfe\x3d\xd8\0\xde"), "\u{1f600}".as_bytes());
        for same in [&b"{}"[..], b"", b"\xff", b"\xff\xfe{", b"\xff\xfe\x3d\xd8"] {
            assert_eq!(&*plain(same), same);
        }
    }
}
