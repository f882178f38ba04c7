//! Manifests of the AWS Gateway API Controller as designs: what each kind becomes, who can go round VPC Lattice, which VPC
//! the cluster stands in, and that nothing is passed over silently.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use tieline::design::raw::{RawDesign, RawLatticeService, RawLink, RawServiceNetwork};
use tieline::facts::Facts;
use tieline::finding::{FileIndex, Place};
use tieline::import::{Imported, Input, Options, format_of, import_with, write};
use tieline::source::{Part, Pointer};
use tieline::{Scope, review};

const SHOP: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: lattice }
spec: { controllerName: application-networking.k8s.aws/gateway-api-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: shop, namespace: front }
spec:
  gatewayClassName: lattice
  listeners:
  - { name: http, protocol: HTTP, port: 80 }
  - name: https
    protocol: HTTPS
    port: 443
    tls: { options: { application-networking.k8s.aws/certificate-arn: arn:aws:acm:eu-west-1:111111111111:certificate/x } }
  - { name: tls, protocol: TLS, port: 8443, tls: { mode: Passthrough } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: checkout, namespace: front }
spec:
  parentRefs:
  - { name: shop, sectionName: http }
  - { name: shop, sectionName: https }
  hostnames: [checkout.example.com]
  rules:
  - matches:
    - path: { type: PathPrefix, value: /pay }
      method: POST
      headers: [{ name: tier, value: gold }]
    backendRefs:
    - { name: checkout, port: 80, weight: 90 }
    - { name: checkout-next, kind: ServiceImport, weight: 10 }
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: stock, namespace: front }
spec:
  parentRefs: [{ name: shop, sectionName: https }]
  rules:
  - matches: [{ method: { service: stock.v1.Stock, method: Get } }]
    backendRefs: [{ name: stock, port: 9000 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: vault, namespace: front }
spec:
  hostnames: [vault.example.com]
  parentRefs: [{ name: shop, sectionName: tls }]
  rules: [{ backendRefs: [{ name: vault, port: 443 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: checkout, namespace: front }
spec: { selector: { app: checkout }, ports: [{ port: 80, targetPort: web }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: checkout-v1, namespace: front }
spec:
  template:
    metadata: { labels: { app: checkout, tier: web } }
    spec: { containers: [{ name: c, image: checkout, ports: [{ name: web, containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: stock, namespace: front }
spec: { selector: { app: stock }, ports: [{ port: 9000 }] }
---
apiVersion: v1
kind: Service
metadata: { name: vault, namespace: front }
spec: { selector: { app: vault }, ports: [{ port: 443, targetPort: 8200 }, { port: 53, protocol: UDP }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: batch, namespace: front }
spec: { template: { metadata: { labels: { app: batch } }, spec: { containers: [] } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: only-lattice, namespace: front }
spec:
  podSelector: { matchExpressions: [{ key: app, operator: In, values: [checkout, vault] }] }
  policyTypes: [Ingress]
  ingress: [{ from: [{ ipBlock: { cidr: 169.254.171.0/24 } }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: anybody, namespace: front }
spec:
  podSelector: { matchLabels: { app: vault } }
  ingress: [{ from: [{ podSelector: {} }] }]
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: IAMAuthPolicy
metadata: { name: auth, namespace: front }
spec:
  targetRef: { group: gateway.networking.k8s.io, kind: Gateway, name: shop }
  policy: |
    {\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"vpc-lattice-svcs:Invoke\", \"Resource\": \"*\"}]}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: { name: secure, namespace: front }
spec:
  targetRef: { group: '', kind: Service, name: checkout }
  protocol: HTTPS
  protocolVersion: HTTP2
  healthCheck: { port: 9090 }
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: { name: here, namespace: front }
spec:
  targetRef: { group: gateway.networking.k8s.io, kind: Gateway, name: shop }
  associateWithVpc: true
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: AccessLogPolicy
metadata: { name: logs, namespace: front }
spec:
  destinationArn: 'arn:aws:s3:::logs'
  targetRef: { group: gateway.networking.k8s.io, kind: Gateway, name: shop }
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceNetwork
metadata: { name: other }
---
apiVersion: v1
kind: Secret
metadata: { name: token, namespace: front }
stringData: { key: hush }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: door, namespace: front }
";

const NEXT: &str = r#"{ "apiVersion": "v1", "kind": "List", "items": [
  { "apiVersion": "application-networking.k8s.aws/v1alpha1", "kind": "ServiceImport",
    "metadata": { "name": "checkout-next", "namespace": "front" }, "spec": {} },
  { "apiVersion": "application-networking.k8s.aws/v1alpha1", "kind": "ServiceExport",
    "metadata": { "name": "checkout-next", "namespace": "front" } },
  { "apiVersion": "v1", "kind": "Service", "metadata": { "name": "checkout-next", "namespace": "front" },
    "spec": { "ports": [{ "port": 80 }] } }
] }"#;

fn read(texts: &[(&str, &str)], parameters: &[(&str, &str)]) -> (Imported, RawDesign) {
    let inputs: Vec<Input<'_>> = texts.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    let told = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let imported = import_with(&inputs, &Options { parameters: told, ..Options::default() });
    let messages: Vec<_> = imported.problems.iter().map(|problem| problem.message.clone()).collect();
    assert_eq!(messages, Vec::<String>::new());
    let whole = write::whole(&imported);
    (imported, whole)
}

fn network<'d>(design: &'d RawDesign, name: &str) -> &'d RawServiceNetwork {
    let RawLink::ServiceNetwork(network) = &design.links[name] else { panic!("a service network") };
    network
}

fn service<'d>(design: &'d RawDesign, name: &str) -> &'d RawLatticeService {
    &network(design, "shop").services[name]
}

#[test]
fn each_kind_becomes_what_the_controller_makes_of_it() {
    assert_eq!((format_of(SHOP.as_bytes()).name, format_of(NEXT.as_bytes()).name), ("kubernetes", "kubernetes"));
    let (imported, design) = read(&[("shop.yaml", SHOP), ("next.json", NEXT)], &[("REGION", "eu-west-1")]);
    let shop = network(&design, "shop");
    assert_eq!((shop.auth.as_deref(), shop.auth_policy.as_deref()), (Some("aws_iam"), Some("allow")));
    assert_eq!(shop.region.as_deref(), Some("eu-west-1"));
    let associated: Vec<&str> = shop.associations.iter().map(|(vpc, _)| vpc.as_str()).collect();
    assert_eq!(associated, ["cluster-vpc"]);

    let checkout = service(&design, "front/checkout");
    assert_eq!((checkout.custom_domain.as_deref(), checkout.certificate), (Some("checkout.example.com"), Some(true)));
    let group = &checkout.target_groups["front/checkout:80"];
    assert_eq!(group.targets, ["front/checkout"]);
    assert_eq!((group.protocol.as_deref(), group.protocol_version.as_deref()), (Some("https"), Some("http2")));
    assert_eq!(group.health_check_port, Some(9090));
    assert_eq!(checkout.target_groups["front/checkout-next"].targets, ["front/checkout-next"]);
    let ports: Vec<_> = checkout.listeners.iter().map(|one| (one.protocol.as_deref().unwrap(), one.port)).collect();
    assert_eq!(ports, [("http", Some(80)), ("https", Some(443))]);
    let listener = &checkout.listeners[0];
    assert_eq!(listener.fixed_response, Some(404));
    let rule = &listener.rules[0];
    assert_eq!(rule.path.as_ref().unwrap().prefix.as_deref(), Some("/pay"));
    assert_eq!(rule.headers["tier"].exact.as_deref(), Some("gold"));
    assert_eq!(rule.forward.values().copied().collect::<Vec<_>>(), [10, 90]);

    let stock = service(&design, "front/stock");
    assert_eq!(stock.target_groups["front/stock:9000"].protocol_version.as_deref(), Some("grpc"));
    let rule = &stock.listeners[0].rules[0];
    assert_eq!(rule.path.as_ref().unwrap().exact.as_deref(), Some("/stock.v1.Stock/Get"));
    assert_eq!(rule.method.as_deref(), Some("POST"));
    let vault = &service(&design, "front/vault").listeners[0];
    assert_eq!((vault.protocol.as_deref(), vault.port, vault.forward.len()), (Some("tls"), Some(8443), 1));
    assert!(design.links.contains_key("other"));
    let logged = |name: &str| match &design.links[name] {
        RawLink::ServiceNetwork(network) => network.access_logs,
        _ => None,
    };
    assert_eq!((logged("shop"), logged("other")), (Some(true), None));

    let application = &design.applications["front/checkout"];
    assert_eq!(
        (application.serves.as_slice(), application.runs_on.as_deref()),
        (&["https/8080".to_owned()][..], Some("eks"))
    );
    assert_eq!(design.applications["front/stock"].serves, ["grpc/9000"]);
    assert_eq!(design.applications["front/vault"].serves, ["tls/8200", "udp/53"]);
    // A workload that no Service offers still calls others.
    assert!(design.applications.contains_key("front/batch") && !design.applications.contains_key("front/checkout-v1"));
    let coverage = &imported.coverage[0];
    assert_eq!((coverage.read["HTTPRoute"], coverage.read["NetworkPolicy"], coverage.read["Service"]), (1, 2, 3));
    let ignored: Vec<_> = coverage.ignored.iter().map(|(kind, one)| (kind.as_str(), one.count)).collect();
    assert_eq!(ignored, [("Ingress.networking.k8s.io", 1), ("Secret", 1)]);
    assert!(!format!("{:?}{:?}", imported.raws, imported.coverage).contains("hush"));
    let counted: usize = coverage.read.values().sum::<usize>() + ignored.iter().map(|(_, count)| count).sum::<usize>();
    assert_eq!(counted, SHOP.matches("\nkind: ").count());
}

#[test]
fn who_can_go_round_vpc_lattice_is_told() {
    let (_, design) = read(&[("shop.yaml", SHOP)], &[]);
    let kept = |name: &str| design.applications[name].network_policy;
    // Admits VPC Lattice alone; no policy is about it; a second policy admits pods.
    assert_eq!((kept("front/checkout"), kept("front/stock"), kept("front/vault")), (Some(true), None, Some(false)));
    let inputs = [Input { name: "shop.yaml", bytes: SHOP.as_bytes() }];
    let review = review(&inputs, &Facts::shipped(), Scope::Check);
    let mut found: Vec<String> =
        review.findings.iter().filter(|one| one.rule.to_string() == "TL513").map(|one| one.message.clone()).collect();
    found.sort();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|message| !message.contains("`front/checkout`")), "{found:?}");
}

#[test]
fn other_inputs_tell_the_vpc_of_the_cluster() {
    let vpc = "tieline: 1\nvpcs:\n  prod: { cidrs: [10.0.0.0/16] }\napplications:\n  front/stock: { vpc: prod }\n";
    let (imported, design) = read(&[("shop.yaml", SHOP), ("net.yaml", vpc)], &[]);
    assert_eq!(design.applications["front/checkout"].vpc.as_deref(), Some("prod"));
    assert_eq!(design.applications["front/stock"].serves, ["grpc/9000"]);
    assert!(!design.vpcs.contains_key("cluster-vpc"));
    let associated: Vec<&str> = network(&design, "shop").associations.iter().map(|(vpc, _)| vpc.as_str()).collect();
    assert_eq!(associated, ["prod"]);
    assert!(imported.coverage[0].inferred.iter().any(|text| text.contains("taken to be `prod`")));

    let told = [("CLUSTER_VPC_ID", "prod"), ("CLUSTER_NAME", "blue")];
    let (_, design) =
        read(&[("shop.yaml", SHOP), ("net.yaml", "tieline: 1\nvpcs:\n  prod: { cidrs: [10.0.0.0/16] }\n")], &told);
    assert_eq!(design.applications["front/vault"].vpc.as_deref(), Some("prod"));
    assert_eq!(design.applications["front/vault"].cluster.as_deref(), Some("blue"));
    assert!(!design.unknown.contains_key("/vpcs/prod/cidrs"));

    let alias = "tieline: 1\nvpcs:\n  prod: { cidrs: [10.0.0.0/16] }\naliases: { cluster-vpc: prod }\n";
    let (imported, _) = read(&[("shop.yaml", SHOP), ("net.yaml", alias)], &[]);
    assert_eq!(imported.design.vpcs.len(), 1);

    let two = "tieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.0/16] }\n  b: { cidrs: [10.1.0.0/16] }\napplications:\n  front/stock: { vpc: a }\n  front/vault: { vpc: b }\n";
    let (_, design) = read(&[("shop.yaml", SHOP), ("net.yaml", two)], &[]);
    assert_eq!(design.applications["front/vault"].vpc.as_deref(), Some("b"));
    assert!(design.unknown["/vpcs/cluster-vpc/cidrs"].contains("--parameter CLUSTER_VPC_ID"));
}

#[test]
fn what_stands_in_other_files_stays_visible() {
    let alone = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: inventory }\nspec:\n  parentRefs: [{ name: my-hotel, sectionName: http }]\n  rules: [{ backendRefs: [{ name: parking, port: 80 }] }]\n";
    let (imported, design) = read(&[("route.yaml", alone)], &[]);
    let hotel = network(&design, "my-hotel");
    assert_eq!(hotel.services["inventory"].target_groups["parking:80"].targets, ["parking"]);
    assert!(design.unknown["/links/my-hotel"].contains("HTTPRoute inventory"));
    assert!(design.unknown["/applications/parking"].contains("no input describes it"));
    assert!(imported.coverage[0].inferred[0].contains("taken to be one of VPC Lattice"));
    let standalone = alone.replace(
        "name: inventory }",
        "name: inventory, annotations: { application-networking.k8s.aws/standalone: 'true' } }",
    );
    let (imported, design) = read(&[("route.yaml", &standalone)], &[]);
    assert!(design.links.is_empty());
    assert!(imported.coverage[0].unknown.iter().any(|one| one.because.contains("standalone")));
    let other = format!(
        "{alone}---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{ name: my-hotel }}\nspec: {{ gatewayClassName: nginx }}\n"
    );
    let (imported, design) = read(&[("route.yaml", &other)], &[]);
    assert!(design.links.is_empty());
    assert_eq!(imported.coverage[0].ignored["HTTPRoute (under no Gateway of VPC Lattice)"].count, 1);
}

#[test]
fn things_stand_where_the_manifest_has_them() {
    let (imported, _) = read(&[("shop.yaml", SHOP)], &[]);
    let pointer = Pointer::root().push("applications").push("front/stock");
    let place = Place { file: Some(FileIndex(0)), pointer };
    let shown = imported.origins.show(&imported.sources, &place, Part::Value).unwrap();
    assert_eq!(shown.address, Some("Service front/stock"));
    let document = shown.source.document.as_ref().unwrap();
    let line = SHOP.lines().position(|line| line.contains("name: stock, namespace: front }")).unwrap();
    let found = document.position(shown.span.unwrap().start).line as usize;
    assert!(found > line && found < SHOP.lines().count(), "{found}");
    assert!(document.slice(shown.span.unwrap()).contains("app: stock"));
}

#[test]
fn its_own_output_is_the_same_design() {
    let (_, design) = read(&[("shop.yaml", SHOP), ("next.json", NEXT)], &[]);
    let text = write::json(&design).unwrap();
    let (_, again) = read(&[("net.json", &text)], &[]);
    assert_eq!(write::json(&again).unwrap(), text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_damage_ends_in_an_answer(at in 0_usize..6000, with in "[\\[\\]{}:, a-z0-9\"'&*!-]{0,4}") {
        let mut text = SHOP.to_owned();
        let at = (at.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
        text.insert_str(at, &with);
        let imported = import_with(&[Input { name: "x.yaml", bytes: text.as_bytes() }], &Options::default());
        prop_assert_eq!(imported.sources.len(), 1);
        let cut = import_with(&[Input { name: "x.yaml", bytes: &SHOP.as_bytes()[..at.min(SHOP.len())] }], &Options::default());
        prop_assert_eq!(cut.sources.len(), 1);
    }
}

#[test]
fn kinds_nobody_has_shown_are_told_by_what_they_bears_on() {
    let kinds = [
        ("policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicy", true),
        ("cilium.io/v2", "CiliumClusterwideNetworkPolicy", true),
        ("crd.projectcalico.org/v1", "Tier", true),
        ("gateway.networking.x-k8s.io/v1alpha1", "XListenerSet", true),
        ("application-networking.k8s.aws/v1beta9", "FutureThing", true),
        ("multicluster.x-k8s.io/v1alpha1", "ServiceExport", true),
        ("serving.knative.dev/v1", "Service", true),
        ("autoscaling/v2", "HorizontalPodAutoscaler", false),
    ];
    let text: String = kinds
        .iter()
        .map(|(version, kind, _)| format!("---\napiVersion: {version}\nkind: {kind}\nmetadata: {{ name: x }}\n"))
        .collect();
    let (imported, _) = read(&[("all.yaml", &text)], &[]);
    let ignored = &imported.coverage[0].ignored;
    for (_, kind, matters) in kinds {
        let told = ignored.iter().find(|(name, _)| name.split('.').next() == Some(kind));
        assert_eq!(told.map(|(_, one)| (one.count, one.bears_on.is_some())), Some((1, matters)), "{kind}");
    }
    assert_eq!(ignored.len(), kinds.len());
}

#[test]
fn a_port_that_pods_name_is_the_port_of_the_target_group() {
    let text = r#"
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: shop, namespace: a }
spec: { gatewayClassName: amazon-vpc-lattice, listeners: [{ name: http, protocol: HTTP, port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r, namespace: a }
spec: { parentRefs: [{ name: shop }], rules: [{ backendRefs: [{ name: s, port: 80 }, { name: s, port: 81 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: s, namespace: a }
spec: { selector: { app: s }, ports: [{ port: 80, targetPort: web }, { port: 81, name: more, targetPort: nobody }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: s, namespace: a }
spec: { template: { metadata: { labels: { app: s } }, spec: { containers: [{ name: c, ports: [{ name: web, containerPort: 8081 }] }] } } }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    let groups = &service(&design, "a/r").target_groups;
    assert_eq!((groups["a/s:80"].port, groups["a/s:81"].port), (Some(8081), None));
    assert!(imported.coverage[0].unknown.iter().any(|one| one.what == "`Service a/s`"), "{:?}", imported.coverage);
}

#[test]
fn versions_that_are_not_known_names_outside_and_templates_are_told() {
    let text = r#"
# A comment, and an empty document.
---
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: shop }
spec: { gatewayClassName: amazon-vpc-lattice, listeners: [{ name: http, protocol: HTTP, port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v9
kind: HTTPRoute
metadata: { name: pay }
spec:
  parentRefs: [{ name: shop }]
  rules: [{ backendRefs: [{ name: bank, port: 443 }] }]
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: { name: bank }
  spec: { type: ExternalName, externalName: bank.example.com }
- apiVersion: v1
  kind: List
  items:
  - { apiVersion: v1, kind: Service, metadata: { name: "{{ .Values.name }}" }, spec: { ports: [{ port: 80 }] } }
  - { apiVersion: v1, kind: Service, metadata: { name: web }, spec: { ports: [{ port: "{{ .Values.port }}" }] } }
"#;
    let inputs = [Input { name: "a.yaml", bytes: text.as_bytes() }];
    let imported = import_with(&inputs, &Options::default());
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    let coverage = &imported.coverage[0];
    let told = |what: &str, because: &str| {
        coverage.unknown.iter().any(|one| one.what == what && one.because.contains(because))
    };
    assert!(told("`HTTPRoute pay`", "version `v9`"), "{:?}", coverage.unknown);
    assert!(told("`HTTPRoute pay`", "`bank.example.com`"), "{:?}", coverage.unknown);
    assert!(told("`Service web`", "`{{ .Values.port }}`"), "{:?}", coverage.unknown);
    assert!(coverage.ignored.keys().any(|kind| kind.contains("template engine")), "{:?}", coverage.ignored);
    let design = write::whole(&imported);
    assert!(matches!(&design.links["shop"], RawLink::ServiceNetwork(net) if net.services.contains_key("pay")));
    assert_eq!(design.applications.keys().collect::<Vec<_>>(), ["web"]);
}

#[test]
fn a_template_that_is_no_yaml_is_refused_at_its_line() {
    let cases = [
        ("apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n", 4, 9),
        ("{{- if .Values.on }}\napiVersion: v1\nkind: Service\nmetadata: { name: a }\n{{- end }}\n", 1, 1),
    ];
    for (text, line, column) in cases {
        let imported = import_with(&[Input { name: "a.yaml", bytes: text.as_bytes() }], &Options::default());
        let error = imported.sources[0].document.as_ref().unwrap_err();
        assert!(error.message.contains("template engine"), "{}", error.message);
        let at = error.position.unwrap();
        assert_eq!((at.line as usize, at.column as usize), (line, column), "{text}");
    }
}

#[test]
fn hostnames_beyond_the_one_of_the_service_are_told() {
    let text = "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: pay }
spec: { parentRefs: [{ name: shop }], hostnames: [pay.example.com, pay.example.org, '*.example.net'], rules: [] }
";
    let imported = import_with(&[Input { name: "a.yaml", bytes: text.as_bytes() }], &Options::default());
    let told = &imported.coverage[0].unknown;
    assert!(told.iter().any(|one| one.because.ends_with("pay.example.org, *.example.net")), "{told:?}");
}
