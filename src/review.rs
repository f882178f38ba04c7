//! The main job, end to end: inputs → design → findings → advice, with a word on what was not looked at.

use std::collections::BTreeSet;

use crate::advise::count::counts;
use crate::advise::growth::{Grown, Growth, grow, is_stated};
use crate::advise::{Advice, Progress, advise, advise_watched};
use crate::design::tuning::TuningError;
use crate::design::{Design, Need};
use crate::facts::{Billing, Facts};
use crate::finding::{FileIndex, Finding, Fix, Kind, Locus, Patch, Severity};
use crate::import::{Imported, Input, InputCoverage, Options, Origins, Shown, Source, import_under};
use crate::network::exact::{End, Exact, Traffic, Verdict, taken_as_open};
use crate::order::Arrange;
use crate::rules;
use crate::settings::{self, Date, Outcome};
use crate::source::Span;

/// How much of the job to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Findings only.
    Check,
    /// Findings and advice.
    Review,
}

/// What a design is looked at under, beside what AWS says.
#[derive(Debug, Clone, Default)]
pub struct Terms<'i> {
    /// How inputs are read.
    pub options: Options,
    /// Settings that are none of the inputs. An input called `.tieline.yaml` is settings too.
    pub settings: Option<Input<'i>>,
    /// The day that counts as today: there is no clock here. Without it nobody can say which allowances are over.
    pub today: Option<Date>,
    /// How a bill counts hours and terabytes.
    pub billing: Billing,
    /// What will be more one day.
    pub growth: Option<Growth>,
}

/// A design looked at.
#[derive(Debug)]
pub struct Review {
    /// The inputs.
    pub sources: Vec<Source>,
    /// Where things stood that the design has elsewhere: those of foreign formats, and what a merge moved.
    pub origins: Origins,
    /// The design, as far as it could be understood.
    pub design: Design,
    /// What is wrong, in the order of the inputs; what is allowed or off stands under `settings`.
    pub findings: Vec<Finding>,
    /// What the settings made of the findings.
    pub settings: Outcome,
    /// What to do; `None` when it was not asked for, or the input has errors.
    pub advice: Option<Advice>,
    /// What was read, and what was not looked at.
    pub coverage: Coverage,
    /// Whether the input has no errors: only then is there anything to advise on.
    pub understood: bool,
    /// How a bill counts hours and terabytes.
    pub billing: Billing,
    /// Whether turning points in numbers are among those of the advice.
    pub counted: bool,
    /// What growth would change; `None` when neither was it asked for nor does the design state any, or an error that says
    /// why it cannot be asked.
    pub grown: Option<Result<Grown, TuningError>>,
}

/// What was read, what was not modelled, what stays unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Each input, with what it gave, what of it was passed over and what it leaves open.
    pub read: Vec<(String, InputCoverage)>,
    /// Parts of AWS that bear on the answers and are not in the model.
    pub not_modelled: Vec<String>,
    /// What the design does not say, with what that leaves open.
    pub unknown: Vec<String>,
}

/// What this version does not look at, whatever the design.
const NOT_MODELLED: &[&str] = &[
    "DNS and Route 53 Resolver: names are taken to resolve",
    "rules of policy tables, Connect attachments and multicast groups of transit gateways",
    "what existing NAT gateways, firewalls and internet traffic cost",
];

/// What is not looked at in a design: the list above, and filters where it does not describe them.
fn not_modelled(design: &Design) -> Vec<String> {
    let described = design.vpcs.values().any(|vpc| vpc.security_groups.is_some() || vpc.network_acls.is_some());
    let filters = if described {
        taken_as_open(design).into_iter().map(|text| format!("{text}: taken as open")).collect()
    } else {
        vec!["security groups and network ACLs: none are given, so all are taken as open".to_owned()]
    };
    filters.into_iter().chain(NOT_MODELLED.iter().map(|text| (*text).to_owned())).collect()
}

impl Review {
    /// The inputs alone: what could not be read or understood, and what stays unknown. No rule about networks runs.
    pub fn of_input(imported: Imported) -> Self {
        let Imported { sources, coverage, origins, design, problems, .. } = imported;
        let read = sources.iter().map(|source| source.name.clone()).zip(coverage).collect();
        let coverage = Coverage { read, ..Coverage::default() };
        let (findings, settings) = (Vec::new(), Outcome::default());
        let mut review = Self {
            sources,
            origins,
            design,
            findings,
            settings,
            advice: None,
            coverage,
            understood: false,
            billing: Billing::default(),
            counted: false,
            grown: None,
        };
        review.findings = in_order(&review, rules::check_input(&problems));
        review
    }

    /// Whether every input could be read at all.
    pub fn is_readable(&self) -> bool {
        self.sources.iter().all(|source| source.document.is_ok())
    }

    /// Whether the input had errors, so that not every rule ran.
    pub fn is_damaged(&self) -> bool {
        !self.understood
    }

    /// The worst severity among the findings.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).min()
    }

    /// The same review with advice, unless it has some or the input has errors.
    ///
    /// So that findings can be shown first, and nothing is read twice. Growth that the design states is looked at too.
    #[must_use]
    pub fn with_advice(self, facts: &Facts) -> Self {
        self.with_advice_watched(None, facts, &mut |_| ())
    }

    fn with_advice_watched(mut self, growth: Option<Growth>, facts: &Facts, watch: &mut dyn FnMut(Progress)) -> Self {
        if !self.understood || self.advice.is_some() {
            return self;
        }
        self.advice = Some(advise_watched(&self.design, facts, self.billing, watch));
        self.grown = self.growing(growth, facts);
        self
    }

    /// What growth changes: the growth asked about, else what the design states itself; `None` without either, or without
    /// advice.
    fn growing(&self, growth: Option<Growth>, facts: &Facts) -> Option<Result<Grown, TuningError>> {
        let growth = growth.or_else(|| is_stated(&self.design).then(Growth::default))?;
        Some(grow(&self.design, self.advice.as_ref()?, facts, self.billing, &growth))
    }

    /// The review as it would be with growth asked about; the review is as before afterwards.
    pub fn on_growth<T>(&mut self, growth: Growth, facts: &Facts, tell: impl FnOnce(&Self) -> T) -> T {
        let grown = self.growing(Some(growth), facts);
        let grown = std::mem::replace(&mut self.grown, grown);
        let told = tell(self);
        self.grown = grown;
        told
    }

    /// Adds turning points in numbers of consumers, networks and services to those in volumes, unless they are there: they
    /// take longer than the advice itself.
    pub fn count(&mut self, facts: &Facts) {
        if let Some(advice) = self.advice.as_mut().filter(|_| !self.counted) {
            let mut found = counts(&self.design, facts, self.billing, advice);
            for need in &mut advice.needs {
                need.turning_points.extend(found.remove(&need.need).unwrap_or_default());
            }
            self.counted = true;
        }
    }

    /// Advice on another design, told as if the inputs had said so; the review is as before afterwards.
    ///
    /// For questions such as "and with ten times the traffic?": findings and coverage stay those of the inputs.
    pub fn on_trial<T>(&mut self, design: Design, facts: &Facts, tell: impl FnOnce(&Self) -> T) -> T {
        let advice = self.understood.then(|| advise(&design, facts, self.billing));
        let (design, advice) =
            (std::mem::replace(&mut self.design, design), std::mem::replace(&mut self.advice, advice));
        // Growth was asked of the design as it is.
        let grown = self.grown.take();
        let told = tell(self);
        (self.design, self.advice, self.grown) = (design, advice, grown);
        told
    }

    /// The line that a finding points at.
    fn line(&self, at: &Locus) -> Option<(FileIndex, u32)> {
        let (source, span) = self.span(at)?;
        let document = source.document.as_ref().ok()?;
        let file = self.sources.iter().position(|one| std::ptr::eq(one, source))?;
        Some((FileIndex(u16::try_from(file).ok()?), document.position(span.start).line))
    }

    /// Where a finding stands: its bytes in the document of its file.
    pub fn span(&self, at: &Locus) -> Option<(&Source, Span)> {
        let shown = self.show(at)?;
        Some((shown.source, shown.span?))
    }

    /// Where a finding stands as it is shown: its file, its bytes, and what the file calls the thing.
    pub fn show(&self, at: &Locus) -> Option<Shown<'_>> {
        // Where no pointer leads, as to a comment, the bytes are known.
        if let Some(span) = at.bytes {
            let source = self.sources.get(usize::from(at.place.file?.0))?;
            return Some(Shown { source, span: Some(span), address: None });
        }
        self.origins.show(&self.sources, &at.place, at.part)
    }
}

/// Looks at a design.
///
/// ```
/// use tieline::{Input, Scope, review};
/// use tieline::facts::Facts;
/// let text = b"tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16], subnets: { a: { cidr: 10.1.0.0/24 } } }\n";
/// let review = review(&[Input { name: "net.yaml", bytes: text }], &Facts::shipped(), Scope::Check);
/// assert_eq!(review.findings[0].name, "subnet-outside-vpc");
/// ```
pub fn review(inputs: &[Input<'_>], facts: &Facts, scope: Scope) -> Review {
    review_with(inputs, &Options::default(), facts, scope)
}

/// Looks at a design whose inputs are read as the user's options say.
pub fn review_with(inputs: &[Input<'_>], options: &Options, facts: &Facts, scope: Scope) -> Review {
    review_under(&Terms { options: options.clone(), ..Terms::default() }, inputs, facts, scope)
}

/// Looks at a design under given terms.
///
/// ```
/// use tieline::{Input, Scope, Terms, review_under};
/// use tieline::facts::Facts;
/// let text = b"tieline: 1\nvpcs:\n  shop: { cidrs: [172.17.0.0/16] } # tieline: allow TL108 until 2027-01-31 -- no Docker\n";
/// let inputs = [Input { name: "net.yaml", bytes: text }];
/// let on = |day: &str| {
///     let terms = Terms { today: day.parse().ok(), ..Terms::default() };
///     review_under(&terms, &inputs, &Facts::shipped(), Scope::Check)
/// };
/// assert_eq!(on("2027-01-31").settings.allowed_count(), 1);
/// assert_eq!(on("2027-02-01").findings.len(), 2);
/// ```
pub fn review_under(terms: &Terms<'_>, inputs: &[Input<'_>], facts: &Facts, scope: Scope) -> Review {
    review_watched(terms, inputs, facts, scope, &mut |_| ())
}

/// The same, told on the way how far the advice has come.
pub fn review_watched(
    terms: &Terms<'_>,
    inputs: &[Input<'_>],
    facts: &Facts,
    scope: Scope,
    watch: &mut dyn FnMut(Progress),
) -> Review {
    let imported = import_under(inputs, terms.settings.as_ref(), &terms.options);
    let (settings, wrong) = settings::read(&imported);
    let Imported { sources, coverage, origins, design, problems, settings: files, .. } = imported;
    let mut findings = rules::check_input(&problems);
    // What is wrong with settings leaves the network whole.
    let harmless = |finding: &Finding| {
        matches!(finding.at.kind, Kind::Setting | Kind::Policy | Kind::Account)
            || finding.at.place.file.is_some_and(|file| files.contains(&file))
    };
    let damaged = findings.iter().any(|finding| finding.severity == Severity::Error && !harmless(finding));
    let mut unknown = Vec::new();
    if damaged {
        // A network that lacks what could not be read would raise false findings; blocks of undamaged VPCs do not.
        let broken = broken_vpcs(&findings);
        let found = rules::check_addressing(&design, facts);
        findings.extend(found.into_iter().filter(|finding| !broken.contains(vpc_of(finding))));
        unknown
            .push("everything but addressing: the input has errors, and only VPCs without any were checked".to_owned());
    } else {
        findings.extend(rules::check(&design, facts));
        unknown.extend(left_open(&design));
        unknown.extend(rules::policy::undecided(&design, facts));
        unknown.extend(rules::resilience::not_asked(&design));
    }
    let named = |(source, file): (&Source, u16)| files.contains(&FileIndex(file)).then(|| source.name.clone());
    let settings_files: Vec<String> = sources.iter().zip(0..).filter_map(named).collect();
    let read = (sources.iter().zip(coverage).zip(0_u16..))
        .filter(|(_, file)| !files.contains(&FileIndex(*file)))
        .map(|((source, coverage), _)| (source.name.clone(), coverage))
        .collect();
    let not_modelled = not_modelled(&design);
    let coverage = Coverage { read, not_modelled, unknown };
    let (outcome, understood) = (Outcome::default(), !damaged);
    let mut review = Review {
        sources,
        origins,
        design,
        findings: Vec::new(),
        settings: outcome,
        advice: None,
        coverage,
        understood,
        billing: terms.billing,
        counted: false,
        grown: None,
    };
    let findings = in_order(&review, findings);
    let applied = settings.apply(findings, |at| review.line(at), terms.today, !damaged);
    // What is wrong with the settings is found last, so that an allowance cannot hide it; its severity can be set.
    let wrong = rules::check_input(&wrong.into_iter().chain(applied.problems).collect::<Vec<_>>());
    let told = settings.severities_only().apply(wrong, |at| review.line(at), terms.today, false);
    let shown = applied.shown.into_iter().chain(told.shown).collect();
    review.findings = in_order(&review, shown);
    review.settings = applied.outcome.and(told.outcome);
    review.settings.files = settings_files;
    review.coverage.unknown.extend(applied.unknown);
    if scope == Scope::Check {
        return review;
    }
    let mut review = review.with_advice_watched(terms.growth, facts, watch);
    review.count(facts);
    review
}

/// Findings in the order of the inputs: file, position, severity, rule, text.
fn in_order(review: &Review, findings: Vec<Finding>) -> Vec<Finding> {
    let mut keyed: Vec<_> = findings
        .into_iter()
        .map(|finding| in_words_where_foreign(review, finding))
        .map(|finding| {
            let shown = review.show(&finding.at);
            let start = shown.and_then(|shown| shown.span).map_or(0, |span| span.start);
            let file = shown.and_then(|shown| review.sources.iter().position(|one| std::ptr::eq(one, shown.source)));
            ((file, start, finding.severity, finding.rule, finding.message.clone()), finding)
        })
        .collect();
    keyed.arrange_by(|(one, _), (two, _)| one.cmp(two));
    keyed.dedup_by(|(one, first), (two, second)| one == two && first.at == second.at);
    keyed.into_iter().map(|(_, finding)| finding).collect()
}

/// A patch fits into a design of our own only: in another format its fix is told in words.
fn in_words_where_foreign(review: &Review, mut finding: Finding) -> Finding {
    let is_native = |patch: &Patch| {
        let source = patch.file.and_then(|file| review.sources.get(usize::from(file.0)));
        source.is_none_or(|source| source.native)
    };
    let fixes = finding.fix.iter_mut().chain(finding.ways_out.iter_mut().map(|way| &mut way.fix));
    for fix in fixes.filter(|fix| !fix.patches.iter().all(is_native)) {
        *fix = Fix::words(std::mem::take(&mut fix.title));
    }
    finding
}

fn broken_vpcs(findings: &[Finding]) -> BTreeSet<String> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| vpc_of(finding).to_owned()).collect()
}

/// The VPC a finding is about, if it is about one; else the name of what it is about.
fn vpc_of(finding: &Finding) -> &str {
    match finding.at.kind {
        Kind::Subnet | Kind::RouteTable | Kind::SecurityGroup | Kind::NetworkAcl | Kind::NatGateway => {
            finding.at.id.split('/').next().unwrap_or_default()
        }
        _ => &finding.at.id,
    }
}

/// What the design leaves unsaid, and what that leaves open.
fn left_open(design: &Design) -> Vec<String> {
    let mut unknown = Vec::new();
    let linked = |text: &str, names: Vec<&str>, left: &str| {
        let sentence = match names.as_slice() {
            [] => return None,
            [one] => format!("{text} `{one}`"),
            [one, two] => format!("{text} `{one}` and `{two}`"),
            [one, two, rest @ ..] => format!("{text} `{one}`, `{two}` and {} more", rest.len()),
        };
        Some(format!("{sentence}: {left}"))
    };
    let unrouted = design.vpcs.values().filter(|vpc| vpc.route_tables.is_none()).map(|vpc| vpc.id.as_str()).collect();
    unknown.extend(linked("no route tables are given for", unrouted, "missing and wrong routes there are not seen"));
    let unplaced = design.vpcs.values().filter(|vpc| vpc.subnets.values().any(|subnet| subnet.az.is_none()));
    let unplaced = unplaced.map(|vpc| vpc.id.as_str()).collect();
    unknown.extend(linked("not every subnet has its `az` in", unplaced, "availability zones there are not compared"));
    let silent = |need: &&std::sync::Arc<Need>| !need.never && need.traffic.is_none();
    let unmeasured = design.needs.values().filter(silent).map(|need| need.id.as_str()).collect();
    unknown.extend(linked(
        "no `traffic` is given for",
        unmeasured,
        "what is charged by volume is left out of its price",
    ));
    if design.needs.values().any(|need| need.never) {
        let exact = Exact::of(design);
        for need in design.pairs().filter(|need| need.never) {
            for (from, to) in [(need.from(), need.to()), (need.to(), need.from())] {
                let answer = exact.ask(&End::from(from), &End::from(to), Traffic::EVERY_PACKET);
                if answer.verdict == Verdict::Unknown {
                    let causes = answer.causes.join("; ");
                    unknown.push(format!("whether `{from}` reaches `{to}`, which `{}` forbids: {causes}", need.id));
                }
            }
        }
    }
    unknown
}
