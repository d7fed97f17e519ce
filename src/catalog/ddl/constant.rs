//! Constants as the output function of their type prints them, whatever the user wrote.
//!
//! Only what real schemas hold in defaults, bounds and conditions: what is not recognised stays as written.

use serde_json::Value;

/// The text of a constant of the built-in type of that internal name.
pub(super) fn as_printed(text: &str, type_name: &str) -> String {
    match type_name {
        "json" => text.to_owned(),
        "jsonb" => serde_json::from_str::<Value>(text).map_or_else(|_| text.to_owned(), |it| it.to_string()),
        "interval" => interval(text).unwrap_or_else(|| text.to_owned()),
        "time" | "timetz" | "timestamp" | "timestamptz" => with_seconds(text),
        "bool" => boolean(text).unwrap_or(text).to_owned(),
        "uuid" | "macaddr" => text.to_ascii_lowercase(),
        name if name.ends_with("range") => range(text),
        _ => text.to_owned(),
    }
}

fn boolean(text: &str) -> Option<&'static str> {
    match text.trim().to_ascii_lowercase().as_str() {
        "t" | "true" | "y" | "yes" | "on" | "1" => Some("true"),
        "f" | "false" | "n" | "no" | "off" | "0" => Some("false"),
        _ => None,
    }
}

/// An infinite bound is exclusive, whatever was written.
fn range(text: &str) -> String {
    let lower = text.strip_prefix("[,").map(|it| format!("(,{it}"));
    let text = lower.unwrap_or_else(|| text.to_owned());
    text.strip_suffix(",]").map(|it| format!("{it},)")).unwrap_or(text)
}

/// `08:30` is `08:30:00`, with or without a date before and a zone behind; a T between date and time is a space.
fn with_seconds(text: &str) -> String {
    let Some(colon) = text.find(':').filter(|at| *at >= 2) else { return text.to_owned() };
    let digits =
        |range: std::ops::Range<usize>| text.as_bytes().get(range).is_some_and(|it| it.iter().all(u8::is_ascii_digit));
    if !digits(colon - 2..colon) || !digits(colon + 1..colon + 3) {
        return text.to_owned();
    }
    let (before, after) = text.split_at(colon + 3);
    let seconds = if after.starts_with(':') { "" } else { ":00" };
    let date = before.len() - 5;
    let before = if before.as_bytes().get(date.wrapping_sub(1)) == Some(&b'T') {
        format!("{} {}", &before[..date - 1], &before[date..])
    } else {
        before.to_owned()
    };
    format!("{before}{seconds}{}", if after == "Z" { "+00" } else { after })
}

/// `12 months` is `1 year`, `90 minutes` is `01:30:00`.
fn interval(text: &str) -> Option<String> {
    let (mut months, mut days, mut micros) = (0i64, 0i64, 0i64);
    let lower = text.to_ascii_lowercase();
    let spaced = separated(&lower);
    let mut words = spaced.split_whitespace().filter(|it| *it != "@").peekable();
    let mut ago = false;
    while let Some(word) = words.next() {
        if word == "ago" {
            ago = true;
            continue;
        }
        if word.contains(':') {
            micros = micros.checked_add(clock(word)?)?;
            continue;
        }
        let number: f64 = word.parse().ok()?;
        let unit = words.next().unwrap_or("second");
        match unit.trim_end_matches('s') {
            "year" | "yr" | "y" => months = months.checked_add(whole(number * 12.0)?)?,
            "month" | "mon" => months = months.checked_add(whole(number)?)?,
            "week" | "w" => days = days.checked_add(whole(number * 7.0)?)?,
            "day" | "d" => days = days.checked_add(whole(number)?)?,
            "hour" | "hr" | "h" => micros = micros.checked_add(whole(number * 3_600_000_000.0)?)?,
            "minute" | "min" | "m" => micros = micros.checked_add(whole(number * 60_000_000.0)?)?,
            "second" | "sec" | "" => micros = micros.checked_add(whole(number * 1_000_000.0)?)?,
            "millisecond" | "msec" | "m." => micros = micros.checked_add(whole(number * 1_000.0)?)?,
            _ => return None,
        }
    }
    let sign = if ago { -1 } else { 1 };
    Some(printed_interval(months * sign, days * sign, micros * sign))
}

/// `1day` as `1 day`.
fn separated(text: &str) -> String {
    let mut out = String::new();
    let mut digit = false;
    for char in text.chars() {
        if digit && char.is_ascii_alphabetic() {
            out.push(' ');
        }
        digit = char.is_ascii_digit();
        out.push(char);
    }
    out
}

fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e17).then_some(number as i64)
}

/// `[-]hh:mm[:ss]` in microseconds.
fn clock(text: &str) -> Option<i64> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |it| (-1, it));
    let mut parts = text.split(':').map(|it| it.parse::<f64>().ok());
    let (hours, minutes) = (parts.next()??, parts.next()??);
    let seconds = parts.next().unwrap_or(Some(0.0))?;
    Some(sign * whole((hours * 3600.0 + minutes * 60.0 + seconds) * 1_000_000.0)?)
}

fn printed_interval(months: i64, days: i64, micros: i64) -> String {
    let plural = |number: i64, unit: &str| {
        let ending = if number == 1 { "" } else { "s" };
        (number != 0).then(|| format!("{number} {unit}{ending}"))
    };
    let parts = [plural(months / 12, "year"), plural(months % 12, "mon"), plural(days, "day")];
    let mut parts: Vec<String> = parts.into_iter().flatten().collect();
    if micros != 0 || parts.is_empty() {
        let (sign, all) = (if micros < 0 { "-" } else { "" }, micros.unsigned_abs());
        let (seconds, fraction) = (all / 1_000_000, all % 1_000_000);
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        let mut text = format!("{sign}{hours:02}:{minutes:02}:{:02}", seconds % 60);
        if fraction > 0 {
            text += format!(".{fraction:06}").trim_end_matches('0');
        }
        parts.push(text);
    }
    parts.join(" ")
}

/// `1e3` is `1000`, `.5` is `0.5`.
pub(super) fn number(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |it| ("-", it));
    let lower = digits.to_ascii_lowercase();
    let Some((mantissa, exponent)) = lower.split_once('e') else {
        return if digits.starts_with('.') { format!("{sign}0{digits}") } else { text.to_owned() };
    };
    let Ok(exponent) = exponent.parse::<i32>() else { return text.to_owned() };
    if exponent.abs() > 400 {
        return text.to_owned();
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let point = whole.len() as i32 + exponent;
    let plain = if point <= 0 {
        format!("0.{}{all}", "0".repeat(point.unsigned_abs() as usize))
    } else if point as usize >= all.len() {
        format!("{all}{}", "0".repeat(point as usize - all.len()))
    } else {
        format!("{}.{}", &all[..point as usize], &all[point as usize..])
    };
    format!("{sign}{plain}")
}

/// `B'101'` and `X'5'` as bits.
pub(super) fn bits(label: &str) -> Option<String> {
    let inner = label.get(2..)?.strip_suffix('\'')?;
    match label.as_bytes().first()? {
        b'B' | b'b' if label.as_bytes().get(1) == Some(&b'\'') => Some(inner.to_owned()),
        b'X' | b'x' if label.as_bytes().get(1) == Some(&b'\'') => {
            inner.chars().map(|it| it.to_digit(16).map(|it| format!("{it:04b}"))).collect()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a server prints them.
    #[test]
    fn constants_are_printed_as_the_server_does() {
        let cases = [
            ("interval", "1 hour", "01:00:00"),
            ("interval", "12 months", "1 year"),
            ("interval", "1day", "1 day"),
            ("interval", "1 week 90 minutes", "7 days 01:30:00"),
            ("interval", "2 years 3 mons", "2 years 3 mons"),
            ("interval", "1.5 seconds", "00:00:01.5"),
            ("interval", "0", "00:00:00"),
            ("interval", "5 days ago", "-5 days"),
            ("interval", "nonsense", "nonsense"),
            ("time", "08:30", "08:30:00"),
            ("timestamptz", "2024-01-01 00:00+00", "2024-01-01 00:00:00+00"),
            ("timestamp", "2024-01-01T10:00", "2024-01-01 10:00:00"),
            ("timestamp", "infinity", "infinity"),
            ("int4range", "[,5]", "(,5]"),
            ("bool", "t", "true"),
        ];
        for (data_type, text, printed) in cases {
            assert_eq!(as_printed(text, data_type), printed, "{data_type} {text}");
        }
        assert_eq!(as_printed(r#"{"b":1,"a": [1 , 2]}"#, "jsonb"), as_printed(r#"{"a": [1, 2], "b": 1}"#, "jsonb"));
        assert_eq!(["1e3", "1.25e-1", ".5", "-1.5E1", "12"].map(number), ["1000", "0.125", "0.5", "-15", "12"]);
        assert_eq!((bits("B'101'").as_deref(), bits("X'a1'").as_deref()), (Some("101"), Some("10100001")));
    }
}
