//! Commands that destroy something. They run; whoever approves has to see them (CONTRACT.md 4).

use stopgate_expressions::pattern;
use stopgate_source::Pattern;

/// What destroys files, data, infrastructure or history.
static DESTRUCTIVE: [Pattern; 10] = [
    pattern!(
        r"(?:^|[\s;&|(])(?:sudo\s+)?(?:rm|rmdir|unlink|shred|truncate|mkfs\S*|wipefs|fdisk|parted)\s"
    ),
    pattern!(r"(?:^|[\s;&|(])dd\s[^|;]*\bof="),
    pattern!(r"\bfind\b[^|;]*(?:-delete\b|-exec\s+rm\b)"),
    pattern!(
        r"(?i)\b(?:drop\s+(?:table|database|schema|view|index|column|user|role)|truncate\s+table|delete\s+from)\b"
    ),
    pattern!(
        r"\bgit\s+(?:push\s[^|;]*(?:--force\b|--force-with-lease\b|-f\b|--delete\b|\s\+)|reset\s+--hard|clean\s+-\w*f|branch\s+-D|tag\s+-d)"
    ),
    pattern!(r"\bkubectl\b[^|;]*\b(?:delete|drain|scale\b[^|;]*--replicas=0)\b"),
    pattern!(r"\b(?:terraform|tofu|pulumi)\b[^|;]*\b(?:destroy|apply\b[^|;]*-destroy)\b"),
    pattern!(
        r"\b(?:gcloud|gsutil|bq|aws|az|doctl|heroku|flyctl|helm|docker|podman)\b[^|;]*\s(?:delete|destroy|rm|rb|remove|terminate-\S+|purge|uninstall|prune)\b"
    ),
    pattern!(r"\b(?:dropdb|dropuser|userdel|groupdel|crontab\s+-r|killall|pkill)\b"),
    pattern!(r"(?:^|[^>&0-9])>\s*/dev/(?:sd|nvme|vd)"),
];

/// True for a command that destroys something when it does what it says.
pub fn is_destructive(command: &str) -> bool {
    DESTRUCTIVE.iter().any(|pattern| pattern.is_match(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_destroys_is_told_from_what_does_not() {
        for command in [
            "rm -rf work",
            "sudo rm x",
            "make && rm -f a",
            "psql -c 'DROP TABLE a'",
            "bq rm -f t",
            "git push --force origin main",
            "kubectl delete ns x",
            "terraform destroy -auto-approve",
            "aws s3 rm s3://a/b",
            "dd if=a of=/dev/sda",
            "find . -name '*.o' -delete",
        ] {
            assert!(is_destructive(command), "{command}");
        }
        for command in [
            "git push origin main",
            "docker run --rm x",
            "bq query 'select 1'",
            "kubectl get pods",
            "grep -r form src",
            "terraform plan",
            "npm run format",
        ] {
            assert!(!is_destructive(command), "{command}");
        }
    }
}
