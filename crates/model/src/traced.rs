//! Ids of what a plan has to reach: metrics and requirements (`M1`, `R2`, `FR-3`).

use stopgate_expressions::pattern;
use stopgate_source::Pattern;

/// More are no range.
const LONGEST_RANGE: u32 = 200;
/// Letters of a word that says something.
const TELLING: usize = 4;

static ID: Pattern = pattern!(r"\b([A-Z]{1,4}-?)(\d+)\b");

static RANGE: Pattern =
    pattern!(r"\b([A-Z]{1,4}-?)(\d+)\s*(?:[-–—]|to)\s*(?:[A-Z]{1,4}-?)?(\d+)\b");

/// The ids that a text names, in its order, those inside a range at the end: `M1`, `R2, R3`, `R1-R4`.
pub fn item_ids(text: &str) -> Vec<String> {
    let mut found: Vec<String> = ID
        .find_iter(text)
        .map(|id| id.as_str().to_owned())
        .collect();
    for range in RANGE.captures_iter(text) {
        let ends = (range[2].parse::<u32>(), range[3].parse::<u32>());
        if let (Ok(first), Ok(last)) = ends {
            let last = last.min(first.saturating_add(LONGEST_RANGE));
            found.extend((first..=last).map(|number| format!("{}{number}", &range[1])));
        }
    }
    found
}

/// True where a text without ids repeats an item in its words: two of them, and half of those that tell.
pub fn tells_in_words(item: &str, text: &str) -> bool {
    let item = item.to_lowercase();
    let words = item.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| word.len() >= TELLING).collect();
    let has_ids = !item_ids(text).is_empty();
    let text = text.to_lowercase();
    let told = words.iter().filter(|word| text.contains(**word)).count();
    !has_ids && told >= 2 && told * 2 >= words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_with_their_ranges() {
        assert_eq!(item_ids("M1, R2 and FR-3"), ["M1", "R2", "FR-3"]);
        assert_eq!(item_ids("R1–R4"), ["R1", "R4", "R1", "R2", "R3", "R4"]);
        assert_eq!(item_ids("R4-R1 m1"), ["R4", "R1"]);
        let far = format!("R1-R{}", u32::MAX);
        assert!(item_ids(&far).len() <= 203);
        assert!(item_ids("R99999999999999999999").len() == 1);
    }

    #[test]
    fn words_tell_an_item_where_half_of_them_occur() {
        let item = "Parcels over 30 kg need two couriers";
        assert!(tells_in_words(item, "two couriers for heavy parcels"));
        assert!(!tells_in_words(item, "R2: two couriers for heavy parcels"));
        assert!(!tells_in_words(item, "one courier"));
    }
}
