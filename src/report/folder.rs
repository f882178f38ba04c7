//! Files that were read as one, such as a folder of AWS CLI output, are one entry of the coverage.

use std::collections::BTreeMap;

use super::dto::{IgnoredDto, ReadDto};

/// The format whose files are read together.
const TOGETHER: &str = "aws_cli";

/// Makes one entry of all files of AWS CLI output that stand in one folder, in the place of the first.
pub(super) fn together(read: Vec<ReadDto>) -> Vec<ReadDto> {
    let names: Vec<&str> = read.iter().filter(|one| one.format == TOGETHER).map(|one| one.file.as_str()).collect();
    let folder = match names.as_slice() {
        [] | [_] => return read,
        [first, rest @ ..] => rest.iter().fold(folder_of(first), |common, name| shared(common, name)),
    };
    let folder = if folder.is_empty() { "AWS CLI output".to_owned() } else { folder.to_owned() };
    let mut made: Vec<ReadDto> = Vec::new();
    let mut at = None;
    let mut files = 0;
    for one in read {
        if one.format != TOGETHER {
            made.push(one);
            continue;
        }
        files += 1;
        match at.and_then(|at: usize| made.get_mut(at)) {
            Some(whole) => add(whole, one),
            None => {
                at = Some(made.len());
                made.push(one);
            }
        }
    }
    if let Some(whole) = at.and_then(|at| made.get_mut(at)) {
        whole.file = format!("{folder} ({files} files)");
    }
    made
}

/// The folder of a file, by its path.
fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folder that a folder and a file have in common.
fn shared<'f>(mut folder: &'f str, file: &str) -> &'f str {
    while !folder.is_empty() && !file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')) {
        folder = folder_of(folder);
    }
    folder
}

fn add(whole: &mut ReadDto, one: ReadDto) {
    // Taken apart field by field, so that a new field cannot be forgotten here.
    let ReadDto {
        file: _,
        format: _,
        vpcs,
        subnets,
        sites,
        applications,
        needs,
        links,
        types,
        ignored,
        inferred,
        unknown,
    } = one;
    whole.vpcs += vpcs;
    whole.subnets += subnets;
    whole.sites += sites;
    whole.applications += applications;
    whole.needs += needs;
    whole.links += links;
    for (kind, count) in types {
        *whole.types.entry(kind).or_default() += count;
    }
    let mut by_kind: BTreeMap<String, IgnoredDto> =
        std::mem::take(&mut whole.ignored).into_iter().map(|one| (one.kind.clone(), one)).collect();
    for one in ignored {
        match by_kind.get_mut(&one.kind) {
            Some(known) => known.count += one.count,
            None => drop(by_kind.insert(one.kind.clone(), one)),
        }
    }
    whole.ignored = by_kind.into_values().collect();
    for one in inferred {
        if !whole.inferred.contains(&one) {
            whole.inferred.push(one);
        }
    }
    whole.unknown.extend(unknown);
}

#[cfg(test)]
mod tests {
    use super::{folder_of, shared};

    #[test]
    fn files_share_the_folder_above_them_all() {
        let common = shared(folder_of("aws/accounts/1/eu/Vpcs.json"), "aws/accounts/2/eu/Vpcs.json");
        assert_eq!(common, "aws/accounts");
        assert_eq!(shared("aws", "awsome/Vpcs.json"), "");
        assert_eq!(shared("estate.zip/eu", "estate.zip/us/Vpcs.json"), "estate.zip");
    }
}
