//! Numbers with units: `"10KiB"`, `"5s"`, `"5/min"`.

use std::time::Duration;

/// Milliseconds.
const MS: u64 = 1;
const S: u64 = 1_000;
const MIN: u64 = 60 * S;
const H: u64 = 60 * MIN;
const DAY: u64 = 24 * H;

/// A time such as `500ms`, `5s`, `10min`, `12h` or `30day`; not zero.
pub fn time(text: &str) -> Option<Duration> {
    let (number, unit) = number(text)?;
    let milliseconds = match unit {
        "ms" => MS,
        "s" => S,
        "min" => MIN,
        "h" => H,
        "day" => DAY,
        _ => return None,
    };
    number.checked_mul(milliseconds).map(Duration::from_millis)
}

/// A size in bytes such as `500B`, `10KiB`, `2MiB` or `1GiB`; not zero.
pub fn size(text: &str) -> Option<usize> {
    let (number, unit) = number(text)?;
    let bytes: u64 = match unit {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    // Four gigabytes are the most that every target can count.
    let size = u32::try_from(number.checked_mul(bytes)?).ok()?;
    usize::try_from(size).ok()
}

/// A number and a period in seconds, such as `5/min`; neither is zero.
pub fn rate(text: &str) -> Option<(u32, u64)> {
    let (limit, period) = text.split_once('/')?;
    let seconds = match period.trim() {
        "s" => 1,
        "min" => 60,
        "h" => 3_600,
        "day" => 86_400,
        _ => return None,
    };
    let limit = digits(limit.trim())?;
    Some((u32::try_from(limit).ok()?, seconds))
}

fn number(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, unit) = text.split_at(end);
    Some((digits(number)?, unit.trim_start()))
}

/// Digits only: what `parse` takes besides, such as a plus sign, nobody means.
fn digits(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_has_a_unit_and_is_not_zero() {
        assert_eq!(time("10min"), Some(Duration::from_secs(600)));
        assert_eq!(time("500 ms"), Some(Duration::from_millis(500)));
        assert_eq!(size("10KiB"), Some(10_240));
        assert_eq!(rate("5/min"), Some((5, 60)));
        assert_eq!(rate("1 / day"), Some((1, 86_400)));
        for wrong in ["", "5", "min", "0s", "-1s", "+1s", "1.5s", "5m", "99999999999999999999s"] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
        for wrong in ["10", "10KB", "10kib", "0B", "4GiB", "18446744073709551615GiB"] {
            assert_eq!(size(wrong), None, "{wrong}");
        }
        for wrong in ["5", "/min", "0/min", "5/", "5/minute", "-5/min", "+5/min", "4294967296/s"] {
            assert_eq!(rate(wrong), None, "{wrong}");
        }
    }
}
