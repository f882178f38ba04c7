//! The names of all facts: one table, from which the three id types are made.
//!
//! An id is fixed for life; the data files hold exactly these, and a test compares both ways.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A text that is the id of no fact
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown fact `{0}`")]
pub struct UnknownFact(pub String);

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $id:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $id, "`")] $variant,)*
        }

        impl $name {
            /// Every id, in the order of the table
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The id as users write it
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                }
            }
        }

        impl FromStr for $name {
            type Err = UnknownFact;

            fn from_str(text: &str) -> Result<Self, UnknownFact> {
                // Names are compared one after the other: a match over five hundred texts would be 40 kB of code, and
                // they are read once.
                let found = Self::ALL.iter().copied().find(|id| id.as_str() == text);
                found.ok_or_else(|| UnknownFact(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }
    };
}

macro_rules! fact_ids {
    (
        limits { $($limit:ident = $limit_id:literal,)* }
        prices { $($price:ident as $price_fact:ident = $price_id:literal,)* }
        statements { $($statement:ident = $statement_id:literal,)* }
    ) => {
        id_type! {
            /// The name of a fact
            FactId {
                $($limit = $limit_id,)*
                $($price_fact = $price_id,)*
                $($statement = $statement_id,)*
            }
        }

        id_type! {
            /// The name of a fact that is a number
            ///
            /// A type of its own, so that asking a plain statement for its number does not compile.
            LimitId { $($limit = $limit_id,)* }
        }

        id_type! {
            /// The name of a fact that is a price
            PriceId { $($price = $price_id,)* }
        }

        impl LimitId {
            /// The same name among all facts
            #[must_use]
            pub const fn fact(self) -> FactId {
                match self {
                    $(Self::$limit => FactId::$limit,)*
                }
            }
        }

        impl PriceId {
            /// The same name among all facts
            #[must_use]
            pub const fn fact(self) -> FactId {
                match self {
                    $(Self::$price => FactId::$price_fact,)*
                }
            }
        }
    };
}

impl From<LimitId> for FactId {
    fn from(id: LimitId) -> Self {
        id.fact()
    }
}

impl From<PriceId> for FactId {
    fn from(id: PriceId) -> Self {
        id.fact()
    }
}

// Several to a line, a new line for each family: one to a line would be 500 lines.
fact_ids! {
    limits {
        AlbLcuActive = "alb-lcu-active", AlbLcuGb = "alb-lcu-gb", AlbLcuNew = "alb-lcu-new", AlbLcuRules = "alb-lcu-rules",
        BeFixed5 = "be-fixed-5", BeHours = "be-hours", BeRequests = "be-requests",
        CwanAttachments = "cwan-attachments", CwanAttachmentsPerVpc = "cwan-attachments-per-vpc",
        CwanBwVpcAttachment = "cwan-bw-vpc-attachment", CwanEdgesPerRegion = "cwan-edges-per-region", CwanMtu = "cwan-mtu",
        CwanRoutes = "cwan-routes", CwanSegments = "cwan-segments", CwanTgwPeers = "cwan-tgw-peers",
        DgCwanRegions = "dg-cwan-regions", DgFewVpcs = "dg-few-vpcs", DgHubNetworks = "dg-hub-networks",
        DgNatEndpointGb = "dg-nat-endpoint-gb", DgPeeringUnanimous = "dg-peering-unanimous", DgTgwMesh = "dg-tgw-mesh",
        DxPrefixIn = "dx-prefix-in", DxPrefixOut = "dx-prefix-out",
        DxgwPerAccount = "dxgw-per-account", DxgwTgw = "dxgw-tgw", DxgwVgw = "dxgw-vgw", DxgwVifs = "dxgw-vifs",
        FlowLimit5g = "flow-limit-5g", FlowLimitPlacementGroup = "flow-limit-placement-group",
        K8sGrace = "k8s-grace", K8sPrestop = "k8s-prestop",
        MtuIgw = "mtu-igw", MtuInVpc = "mtu-in-vpc",
        NaclEphemeralFirst = "nacl-ephemeral-first", NaclEphemeralLast = "nacl-ephemeral-last",
        NaclRuleNumberMax = "nacl-rule-number-max",
        NatBw = "nat-bw", NatConnections = "nat-connections", NatMtu = "nat-mtu",
        NauWeightAddress = "nau-weight-address", NauWeightNetworkUnit = "nau-weight-network-unit",
        NfwBw = "nfw-bw", NfwFirewallsPerRegion = "nfw-firewalls-per-region",
        NlbLcuTcpActive = "nlb-lcu-tcp-active", NlbLcuTcpGb = "nlb-lcu-tcp-gb", NlbLcuTcpNew = "nlb-lcu-tcp-new",
        PeerMeshMax = "peer-mesh-max", PeerMtuInterRegion = "peer-mtu-inter-region", PeerMtuSameRegion = "peer-mtu-same-region",
        PeerOnePerPair = "peer-one-per-pair", PeerQuotaActive = "peer-quota-active", PeerQuotaPending = "peer-quota-pending",
        PeerRequestExpiryDays = "peer-request-expiry-days",
        PlBandwidth = "pl-bandwidth", PlBandwidthMax = "pl-bandwidth-max", PlIdleTcp = "pl-idle-tcp", PlIdleTls = "pl-idle-tls",
        PlIdleUdp = "pl-idle-udp", PlMtu = "pl-mtu", PlNlbOneService = "pl-nlb-one-service",
        PlOneSubnetPerAz = "pl-one-subnet-per-az", PlPolicy = "pl-policy", PlQuotaGateway = "pl-quota-gateway",
        PlQuotaGatewayPerVpc = "pl-quota-gateway-per-vpc", PlQuotaResource = "pl-quota-resource", PlQuotaSn = "pl-quota-sn",
        PlQuotaVpc = "pl-quota-vpc",
        QuotaBpaExclusions = "quota-bpa-exclusions", QuotaDnsPps = "quota-dns-pps", QuotaEigwPerVpc = "quota-eigw-per-vpc",
        QuotaEni = "quota-eni", QuotaIgwPerVpc = "quota-igw-per-vpc", QuotaNaclRules = "quota-nacl-rules",
        QuotaNaclsPerVpc = "quota-nacls-per-vpc", QuotaNatEips = "quota-nat-eips", QuotaNatPerAz = "quota-nat-per-az",
        QuotaNatPrivateIps = "quota-nat-private-ips", QuotaNatRegionalPerVpc = "quota-nat-regional-per-vpc",
        QuotaNauPeered = "quota-nau-peered", QuotaNauVpc = "quota-nau-vpc", QuotaPrefixListEntries = "quota-prefix-list-entries",
        QuotaPrefixListReferences = "quota-prefix-list-references", QuotaPrefixLists = "quota-prefix-lists",
        QuotaPropagatedPerRt = "quota-propagated-per-rt", QuotaRouteServerRoutes = "quota-route-server-routes",
        QuotaRouteServers = "quota-route-servers", QuotaRouteTablesPerVpc = "quota-route-tables-per-vpc",
        QuotaRoutesPerRt = "quota-routes-per-rt", QuotaSgPerEni = "quota-sg-per-eni", QuotaSgPerRegion = "quota-sg-per-region",
        QuotaSgRules = "quota-sg-rules", QuotaSgRulesTimesEni = "quota-sg-rules-times-eni",
        QuotaSharedSubnets = "quota-shared-subnets", QuotaSharedVpcParticipants = "quota-shared-vpc-participants",
        QuotaSubnetsPerVpc = "quota-subnets-per-vpc", QuotaVgwPerVpc = "quota-vgw-per-vpc",
        QuotaVpcsPerRegion = "quota-vpcs-per-region",
        R53IpsPerEndpoint = "r53-ips-per-endpoint", R53PhzVpcs = "r53-phz-vpcs", R53ResolverEndpoints = "r53-resolver-endpoints",
        RcCustomDomainMax = "rc-custom-domain-max",
        RgCapacity = "rg-capacity", RgIpsPerEni = "rg-ips-per-eni",
        SneBlock28 = "sne-block28", SneIpsPerEni = "sne-ips-per-eni", SneIpv6 = "sne-ipv6", SneOneSn = "sne-one-sn",
        SneResourceIp = "sne-resource-ip", SneSubnetDoubtful = "sne-subnet-doubtful", SneSubnetImpossible = "sne-subnet-impossible",
        SneSubnetSafe = "sne-subnet-safe",
        SubnetIpv4PrefixLongest = "subnet-ipv4-prefix-longest", SubnetIpv4PrefixShortest = "subnet-ipv4-prefix-shortest",
        SubnetIpv6PrefixLongest = "subnet-ipv6-prefix-longest", SubnetIpv6PrefixShortest = "subnet-ipv6-prefix-shortest",
        SubnetIpv6PrefixStep = "subnet-ipv6-prefix-step", SubnetIpv6Reserved5 = "subnet-ipv6-reserved-5",
        SubnetReserved5 = "subnet-reserved-5", SubnetReservedFirst = "subnet-reserved-first",
        SubnetReservedLast = "subnet-reserved-last",
        TgwAttachDedicated28 = "tgw-attach-dedicated-28", TgwAttachOneSubnetPerAz = "tgw-attach-one-subnet-per-az",
        TgwAttachmentPerPair = "tgw-attachment-per-pair", TgwAttachments = "tgw-attachments", TgwBwDxPeering = "tgw-bw-dx-peering",
        TgwBwVpcAttachment = "tgw-bw-vpc-attachment", TgwCidrBlocks = "tgw-cidr-blocks", TgwConnectGbps = "tgw-connect-gbps",
        TgwConnectPeers = "tgw-connect-peers", TgwConnectRoutesIn = "tgw-connect-routes-in",
        TgwConnectRoutesOut = "tgw-connect-routes-out", TgwDxgw = "tgw-dxgw",
        TgwMeteringPolicyEntries = "tgw-metering-policy-entries", TgwMtu = "tgw-mtu", TgwMulticastDomains = "tgw-multicast-domains",
        TgwMulticastEnis = "tgw-multicast-enis", TgwPeeringAttachments = "tgw-peering-attachments",
        TgwPeeringPending = "tgw-peering-pending", TgwPeeringPerPair = "tgw-peering-per-pair", TgwPerAccount = "tgw-per-account",
        TgwPerVpc = "tgw-per-vpc", TgwPolicyEntries = "tgw-policy-entries", TgwPolicyTables = "tgw-policy-tables",
        TgwPpsVpcAttachment = "tgw-pps-vpc-attachment", TgwRouteTables = "tgw-route-tables", TgwRoutesTotal = "tgw-routes-total",
        TgwStaticPerPrefix = "tgw-static-per-prefix", TgwVpnConcentrators = "tgw-vpn-concentrators",
        TunGenevePort = "tun-geneve-port", TunOneCidrRc = "tun-one-cidr-rc",
        VlFreeRequests = "vl-free-requests", VlHeaderCount = "vl-header-count", VlHeaderKb = "vl-header-kb",
        VlaOneSn = "vla-one-sn",
        VlqAuthpolicy = "vlq-authpolicy", VlqBw = "vlq-bw", VlqDomverif = "vlq-domverif", VlqIdleRc = "vlq-idle-rc",
        VlqIdleSvc = "vlq-idle-svc", VlqLifeSvc = "vlq-life-svc", VlqListeners = "vlq-listeners", VlqMtu = "vlq-mtu",
        VlqRcChildren = "vlq-rc-children", VlqRcRegion = "vlq-rc-region", VlqRcSn = "vlq-rc-sn", VlqRgVpc = "vlq-rg-vpc",
        VlqRps = "vlq-rps", VlqRules = "vlq-rules", VlqSgAssoc = "vlq-sg-assoc", VlqSnRegion = "vlq-sn-region",
        VlqSnePerSn = "vlq-sne-per-sn", VlqSvcPerSn = "vlq-svc-per-sn", VlqSvcRegion = "vlq-svc-region", VlqTargets = "vlq-targets",
        VlqTgRegion = "vlq-tg-region", VlqTgSvc = "vlq-tg-svc", VlqVpcPerSn = "vlq-vpc-per-sn",
        VlsCustomDomainMax = "vls-custom-domain-max", VlsPathMax = "vls-path-max", VlsRuleHeaderMax = "vls-rule-header-max",
        VlsRulePriorityMax = "vls-rule-priority-max", VlsWeightMax = "vls-weight-max",
        VltAlbServices = "vlt-alb-services", VltLambdaMb = "vlt-lambda-mb",
        VpcCidrMax = "vpc-cidr-max", VpcIpv4PrefixLongest = "vpc-ipv4-prefix-longest",
        VpcIpv4PrefixShortest = "vpc-ipv4-prefix-shortest", VpcIpv6AmazonPrefix = "vpc-ipv6-amazon-prefix",
        VpcIpv6Count = "vpc-ipv6-count", VpcIpv6PrefixLongest = "vpc-ipv6-prefix-longest",
        VpcIpv6PrefixShortest = "vpc-ipv6-prefix-shortest", VpcIpv6PrefixStep = "vpc-ipv6-prefix-step",
        VpnBwLarge = "vpn-bw-large", VpnBwStandard = "vpn-bw-standard", VpnConnectionsPerRegion = "vpn-connections-per-region",
        VpnConnectionsPerVgw = "vpn-connections-per-vgw", VpnMtu = "vpn-mtu", VpnRoutesInTgw = "vpn-routes-in-tgw",
        VpnRoutesInVgw = "vpn-routes-in-vgw", VpnTunnels = "vpn-tunnels",
    }
    prices {
        AlbHour as PriceAlbHour = "price-alb-hour", AlbLcuHour as PriceAlbLcuHour = "price-alb-lcu-hour",
        CwanAttachHour as PriceCwanAttachHour = "price-cwan-attach-hour",
        CwanEdgeHour as PriceCwanEdgeHour = "price-cwan-edge-hour", CwanGb as PriceCwanGb = "price-cwan-gb",
        DxOutGb as PriceDxOutGb = "price-dx-out-gb", DxPort10gHour as PriceDxPort10gHour = "price-dx-port-10g-hour",
        DxPort1gHour as PriceDxPort1gHour = "price-dx-port-1g-hour",
        EgressGb as PriceEgressGb = "price-egress-gb",
        GatewayEndpointHour as PriceGatewayEndpointHour = "price-gateway-endpoint-hour",
        GwlbEndpointGb as PriceGwlbEndpointGb = "price-gwlb-endpoint-gb",
        GwlbEndpointHour as PriceGwlbEndpointHour = "price-gwlb-endpoint-hour", GwlbHour as PriceGwlbHour = "price-gwlb-hour",
        GwlbLcuHour as PriceGwlbLcuHour = "price-gwlb-lcu-hour",
        InterAzGb as PriceInterAzGb = "price-inter-az-gb", InterRegionGb as PriceInterRegionGb = "price-inter-region-gb",
        InterRegionOhioGb as PriceInterRegionOhioGb = "price-inter-region-ohio-gb",
        InterfaceEndpointGb as PriceInterfaceEndpointGb = "price-interface-endpoint-gb",
        InterfaceEndpointHour as PriceInterfaceEndpointHour = "price-interface-endpoint-hour",
        LatticeAssociationHour as PriceLatticeAssociationHour = "price-lattice-association-hour",
        LatticeEndpointHour as PriceLatticeEndpointHour = "price-lattice-endpoint-hour",
        LatticeGb as PriceLatticeGb = "price-lattice-gb", LatticeRequest as PriceLatticeRequest = "price-lattice-request",
        LatticeResourceGb as PriceLatticeResourceGb = "price-lattice-resource-gb",
        LatticeResourceHour as PriceLatticeResourceHour = "price-lattice-resource-hour",
        LatticeServiceHour as PriceLatticeServiceHour = "price-lattice-service-hour",
        NatGb as PriceNatGb = "price-nat-gb", NatHour as PriceNatHour = "price-nat-hour",
        NfwGb as PriceNfwGb = "price-nfw-gb", NfwHour as PriceNfwHour = "price-nfw-hour",
        NlbHour as PriceNlbHour = "price-nlb-hour", NlbLcuHour as PriceNlbLcuHour = "price-nlb-lcu-hour",
        PeerHour as PricePeerHour = "price-peer-hour", PeerSameAzGb as PricePeerSameAzGb = "price-peer-same-az-gb",
        PublicIpv4Hour as PricePublicIpv4Hour = "price-public-ipv4-hour",
        ResolverEniHour as PriceResolverEniHour = "price-resolver-eni-hour",
        ResolverQuery as PriceResolverQuery = "price-resolver-query",
        ResourceEndpointGb as PriceResourceEndpointGb = "price-resource-endpoint-gb",
        TgwAttachHour as PriceTgwAttachHour = "price-tgw-attach-hour", TgwGb as PriceTgwGb = "price-tgw-gb",
        TgwPolicyHour as PriceTgwPolicyHour = "price-tgw-policy-hour", TgwSgrefHour as PriceTgwSgrefHour = "price-tgw-sgref-hour",
        VpnHour as PriceVpnHour = "price-vpn-hour",
    }
    statements {
        NlbCrossZone = "nlb-cross-zone",
        SourceDestinationCheck = "source-destination-check",
        EigwIpv6 = "eigw-ipv6",
        BeEndpointsCentral = "be-endpoints-central", BeFixedExistingTgw = "be-fixed-existing-tgw", BePerGb = "be-per-gb",
        BpaAllows = "bpa-allows", BpaBlocks = "bpa-blocks",
        ConsCentralDns = "cons-central-dns",
        CostFreeAzId = "cost-free-az-id", CostInspectionX2 = "cost-inspection-x2",
        CostLatticeNoInterAz = "cost-lattice-no-inter-az", CostPeerVsTgw = "cost-peer-vs-tgw",
        CostPrivatelinkCrossRegion = "cost-privatelink-cross-region", CostShare = "cost-share",
        CostTgwNoInterAz = "cost-tgw-no-inter-az", CostTgwOwner = "cost-tgw-owner", CostTgwPartialHour = "cost-tgw-partial-hour",
        CostTgwSender = "cost-tgw-sender", CostTgwVpnAdds = "cost-tgw-vpn-adds",
        CwanSegmentDefault = "cwan-segment-default", CwanTgwPeering = "cwan-tgw-peering", CwanWhen = "cwan-when",
        DgAwsApi = "dg-aws-api", DgBidirectional = "dg-bidirectional", DgCentralEndpoints = "dg-central-endpoints",
        DgCostFewConsumers = "dg-cost-few-consumers", DgCostHighVolume = "dg-cost-high-volume",
        DgCostManyConsumers = "dg-cost-many-consumers", DgCostTgwExisting = "dg-cost-tgw-existing",
        DgHttpService = "dg-http-service", DgHubRegion = "dg-hub-region", DgIdentity = "dg-identity", DgLatticeLayer = "dg-lattice-layer",
        DgMultiregionPolicy = "dg-multiregion-policy", DgNlbService = "dg-nlb-service", DgOneHttpCall = "dg-one-http-call", DgOverlap = "dg-overlap",
        DgPinHeavyPair = "dg-pin-heavy-pair", DgRcVsRe = "dg-rc-vs-re", DgRdsResource = "dg-rds-resource", DgSaas = "dg-saas", DgSnEndpointVsAssoc = "dg-sn-endpoint-vs-assoc",
        DgSnPartition = "dg-sn-partition", DgTcpResource = "dg-tcp-resource", DgTransitBeatsCount = "dg-transit-beats-count",
        DgTwoHighvol = "dg-two-highvol", DgUdp = "dg-udp", DgVpcSharing = "dg-vpc-sharing",
        DnsSgNaclExempt = "dns-sg-nacl-exempt",
        DxLeadTime = "dx-lead-time", DxNotEncrypted = "dx-not-encrypted",
        DxgwAllowedPrefixes = "dxgw-allowed-prefixes", DxgwNoMix = "dxgw-no-mix", DxgwNoOverlap = "dxgw-no-overlap", DxgwNotTransit = "dxgw-not-transit",
        DxgwSupernetLeak = "dxgw-supernet-leak",
        EptGwlb = "ept-gwlb", EptInterface = "ept-interface", EptResource = "ept-resource", EptSn = "ept-sn",
        GwepFree = "gwep-free", GwepNacl = "gwep-nacl", GwepNoExtend = "gwep-no-extend", GwepRegion = "gwep-region",
        GwepRoute = "gwep-route",
        GwrtScope = "gwrt-scope",
        Ipv6Private = "ipv6-private", Ipv6SeparateEval = "ipv6-separate-eval",
        K8sBypass = "k8s-bypass", K8sCrossAccountTg = "k8s-cross-account-tg", K8sEastWest = "k8s-east-west",
        K8sGrpcrouteLimits = "k8s-grpcroute-limits", K8sHttprouteLimits = "k8s-httproute-limits", K8sMapGateway = "k8s-map-gateway",
        K8sMapRoute = "k8s-map-route", K8sNotMcs = "k8s-not-mcs", K8sSgPrefix = "k8s-sg-prefix",
        K8sTlsrouteLimits = "k8s-tlsroute-limits",
        MeshAppmeshEol = "mesh-appmesh-eol", MeshNeed = "mesh-need", MeshOverLattice = "mesh-over-lattice",
        NaclBoundary = "nacl-boundary", NaclOrder = "nacl-order", NaclStateless = "nacl-stateless",
        NatNotViaVgw = "nat-not-via-vgw",
        NatPublicRoute = "nat-public-route",
        NauScope = "nau-scope",
        NfwSymmetric = "nfw-symmetric",
        OverlapStarPeeringOk = "overlap-star-peering-ok",
        PayEs = "pay-es", PayIf = "pay-if", PayProviderGbUnknown = "pay-provider-gb-unknown",
        PayResourceHourUnknown = "pay-resource-hour-unknown", PaySharedVpc = "pay-shared-vpc", PayVlRcCons = "pay-vl-rc-cons",
        PayVlRcHour = "pay-vl-rc-hour", PayVlRcProv = "pay-vl-rc-prov", PayVlSvc = "pay-vl-svc",
        PeerBandwidth = "peer-bandwidth", PeerCost = "peer-cost", PeerDnsNoQuery = "peer-dns-no-query",
        PeerDnsOption = "peer-dns-option", PeerEncryptInterRegion = "peer-encrypt-inter-region", PeerMeshCount = "peer-mesh-count",
        PeerNatReturnToSender = "peer-nat-return-to-sender", PeerNoEdgeDx = "peer-no-edge-dx", PeerNoEdgeGwep = "peer-no-edge-gwep",
        PeerNoEdgeIgw = "peer-no-edge-igw", PeerNoEdgeNat = "peer-no-edge-nat", PeerNoEdgeVpn = "peer-no-edge-vpn",
        PeerNoUrpf = "peer-no-urpf", PeerNontransitive = "peer-nontransitive", PeerOverlapAny = "peer-overlap-any",
        PeerRoutesManual = "peer-routes-manual", PeerScope = "peer-scope", PeerSgrefMiddlebox = "peer-sgref-middlebox",
        PeerSgrefSameRegion = "peer-sgref-same-region",
        PlAzMatch = "pl-az-match", PlDedicatedConsumer = "pl-dedicated-consumer", PlDefaultClosed = "pl-default-closed",
        PlGatewayNotTransitive = "pl-gateway-not-transitive", PlIpv6Service = "pl-ipv6-service",
        PlMultiNlbPinning = "pl-multi-nlb-pinning", PlNlbSg = "pl-nlb-sg", PlNoPing = "pl-no-ping",
        PlNotWholeVpc = "pl-not-whole-vpc", PlOverlapOk = "pl-overlap-ok", PlPrivateDnsScope = "pl-private-dns-scope",
        PlPrivateDnsVpcAttrs = "pl-private-dns-vpc-attrs", PlReachTransitive = "pl-reach-transitive",
        PlServiceLbKind = "pl-service-lb-kind", PlSharedSubnet = "pl-shared-subnet", PlSourceIp = "pl-source-ip", PlUdp = "pl-udp",
        PlUdpDualstackNlb = "pl-udp-dualstack-nlb", PlUnidirectional = "pl-unidirectional", PlXrBadAz = "pl-xr-bad-az",
        PlXrCustomIdle = "pl-xr-custom-idle", PlXrNoAzMatch = "pl-xr-no-az-match", PlXrOptin = "pl-xr-optin",
        PnatOneWay = "pnat-one-way", PnatPattern = "pnat-pattern",
        PrefixListWeight = "prefix-list-weight",
        RaNoPbr = "ra-no-pbr",
        RcExclusiveDns = "rc-exclusive-dns", RcNoAuthPolicy = "rc-no-auth-policy", RcNoMaxLifetime = "rc-no-max-lifetime",
        RcTargetIp = "rc-target-ip", RcTransitiveSharing = "rc-transitive-sharing",
        ReArnRdsOnly = "re-arn-rds-only", ReAzOverlap = "re-az-overlap", ReTcpOnly = "re-tcp-only",
        ReUnidirectional = "re-unidirectional",
        RgDnsMode = "rg-dns-mode", RgNoSharedSubnet = "rg-no-shared-subnet", RgNotLb = "rg-not-lb", RgRequired = "rg-required",
        RgSg = "rg-sg", RgSourceIp = "rg-source-ip",
        RnatNoPrivate = "rnat-no-private",
        RtBlackhole = "rt-blackhole",
        RtLocalVsPropagated = "rt-local-vs-propagated", RtLpm = "rt-lpm", RtMainImplicit = "rt-main-implicit",
        RtMoreSpecificThanLocal = "rt-more-specific-than-local", RtReservedV4 = "rt-reserved-v4", RtReservedV6 = "rt-reserved-v6",
        RtTieOrder = "rt-tie-order",
        RtPlOverlap = "rt-pl-overlap",
        SgAllowOnly = "sg-allow-only", SgMultiVpc = "sg-multi-vpc", SgStateful = "sg-stateful",
        ShareNotDefaultVpc = "share-not-default-vpc", ShareOwnerOnly = "share-owner-only", ShareQuotaOwner = "share-quota-owner",
        ShareSameAzFree = "share-same-az-free", ShareSameOrg = "share-same-org",
        SneClientInitiated = "sne-client-initiated", SneIpFormula = "sne-ip-formula", SnePrivateDns = "sne-private-dns",
        SneTransitive = "sne-transitive",
        SubnetInVpc = "subnet-in-vpc", SubnetNoOverlap = "subnet-no-overlap",
        TgwApplianceMode = "tgw-appliance-mode", TgwApplianceNeedsPropagation = "tgw-appliance-needs-propagation",
        TgwAssocOne = "tgw-assoc-one", TgwAssocVsProp = "tgw-assoc-vs-prop", TgwAttachAnySubnetInAz = "tgw-attach-any-subnet-in-az",
        TgwAttachAzRequired = "tgw-attach-az-required", TgwAttachNoAutoVpcRoutes = "tgw-attach-no-auto-vpc-routes",
        TgwAttachNoIpv6Only = "tgw-attach-no-ipv6-only", TgwAttachNoLocalZone = "tgw-attach-no-local-zone",
        TgwBlackhole = "tgw-blackhole", TgwDefaultOpenMesh = "tgw-default-open-mesh", TgwDestAzFallback = "tgw-dest-az-fallback",
        TgwEcmp = "tgw-ecmp", TgwHa = "tgw-ha", TgwMetering = "tgw-metering", TgwMtuMigration = "tgw-mtu-migration",
        TgwNaclDiffSubnet = "tgw-nacl-diff-subnet", TgwNaclSameSubnet = "tgw-nacl-same-subnet", TgwNatStatic = "tgw-nat-static",
        TgwNoPhz = "tgw-no-phz", TgwOverlapNoPropagate = "tgw-overlap-no-propagate",
        TgwOverlapWorkaround = "tgw-overlap-workaround", TgwPbrImplicitDeny = "tgw-pbr-implicit-deny",
        TgwPbrNoBgp = "tgw-pbr-no-bgp", TgwPeeringForwarding = "tgw-peering-forwarding",
        TgwPeeringStaticOnly = "tgw-peering-static-only", TgwPmtud = "tgw-pmtud", TgwRegional = "tgw-regional",
        TgwRouteOrder = "tgw-route-order", TgwSgref = "tgw-sgref", TgwStaticHidesProp = "tgw-static-hides-prop",
        TgwVpcPropContent = "tgw-vpc-prop-content",
        TgwencIncompatible = "tgwenc-incompatible",
        TunAzOverlap = "tun-az-overlap", TunInner = "tun-inner", TunNoPrivateDns = "tun-no-private-dns",
        TunUnidirectional = "tun-unidirectional",
        VlBadAz = "vl-bad-az", VlNotUdp = "vl-not-udp", VlOnprem = "vl-onprem", VlOverlapOk = "vl-overlap-ok",
        VlRamDouble = "vl-ram-double", VlRegional = "vl-regional",
        VlaAddresses = "vla-addresses", VlaClientSg = "vla-client-sg", VlaNacl = "vla-nacl", VlaNoSubnetIp = "vla-no-subnet-ip",
        VlaNotTransitive = "vla-not-transitive", VlaPrefixLists = "vla-prefix-lists", VlaSharedVpc = "vla-shared-vpc",
        VlaTargetSg = "vla-target-sg", VlaTargetVpcUnassoc = "vla-target-vpc-unassoc",
        VlauthAnd = "vlauth-and", VlauthSigv4 = "vlauth-sigv4", VlauthType = "vlauth-type",
        VlsCustomDomain = "vls-custom-domain", VlsCustomDomainCert = "vls-custom-domain-cert", VlsH2Listener = "vls-h2-listener",
        VlsListenerProto = "vls-listener-proto", VlsRuleMatch = "vls-rule-match", VlsTgExclusive = "vls-tg-exclusive",
        VlsTlsTermination = "vls-tls-termination", VlsTlsptDomain = "vls-tlspt-domain", VlsTlsptRule = "vls-tlspt-rule",
        VlsWebsocket = "vls-websocket",
        VlsFixedResponse = "vls-fixed-response", VllogFields = "vllog-fields", VllogTypes = "vllog-types",
        VltEcs = "vlt-ecs", VltIpVpc = "vlt-ip-vpc", VltTlsUnverified = "vlt-tls-unverified", VltTypes = "vlt-types",
        VltAlb = "vlt-alb",
        VltProto = "vlt-proto",
        VltVersion = "vlt-version",
        VpcCidr17217 = "vpc-cidr-172-17", VpcCidr19819 = "vpc-cidr-198-19", VpcCidrCanonical = "vpc-cidr-canonical",
        VpcCidrForbidden = "vpc-cidr-forbidden", VpcCidrImmutable = "vpc-cidr-immutable",
        VpcCidrRfc1918Recommended = "vpc-cidr-rfc1918-recommended", VpcCidrSharedRange = "vpc-cidr-shared-range",
        VpcIpv4Required = "vpc-ipv4-required", VpcSecondaryLocalRoute = "vpc-secondary-local-route",
        VpcSecondaryMatrix = "vpc-secondary-matrix", VpcSecondaryNoSelfOverlap = "vpc-secondary-no-self-overlap",
        VpcSecondaryOrder = "vpc-secondary-order", VpcSecondaryPeerActive = "vpc-secondary-peer-active",
        VpcSecondaryPeerPending = "vpc-secondary-peer-pending", VpcSecondaryRouteConflict = "vpc-secondary-route-conflict",
        VpcSecondaryTenSlash15 = "vpc-secondary-ten-slash-15",
        VpcecPeering = "vpcec-peering", VpcecUnsupported = "vpcec-unsupported",
        VpnEcmp = "vpn-ecmp", VpnLargeGate = "vpn-large-gate", VpnVgwNoIpv6 = "vpn-vgw-no-ipv6",
    }
}
