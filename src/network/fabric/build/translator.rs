//! Private NAT gateways that a design says stand before a transit gateway attachment and does not describe further.

use std::sync::Arc;

use super::{Builder, spans};
use crate::design::{Attachment, Connectivity, LinkKind};
use crate::ids::{LinkId, VpcId};
use crate::network::fabric::{AttachedPart, AttachmentPart, Groups, InterfacePart, Key, Node, NodeKind, Role};

impl Builder<'_> {
    /// Puts a private NAT gateway into each routable subnet of a VPC whose attachment has one before it. Where the VPC
    /// tells its private NAT gateways, its routes say what goes through them, and nothing is put there.
    pub(super) fn add_translators(&mut self) {
        let design = self.design;
        for (id, link) in &design.links {
            let LinkKind::TransitGateway(gateway) = &link.kind else { continue };
            for (vpc, attachment) in gateway.vpcs.iter().filter(|(_, attachment)| attachment.private_nat) {
                if !self.tells_private_nat(vpc) {
                    self.add_translator(id, vpc, attachment);
                }
            }
        }
    }

    fn tells_private_nat(&self, vpc: &VpcId) -> bool {
        let gateways = self.design.vpc(vpc).and_then(|vpc| vpc.gateways.nat.as_ref());
        gateways.into_iter().flat_map(|all| all.values()).any(|nat| nat.connectivity == Connectivity::Private)
    }

    fn add_translator(&mut self, link: &LinkId, vpc: &VpcId, attachment: &Attachment) {
        let routable = spans(attachment.routable.iter().flatten().copied());
        let mut translators: Vec<Key<InterfacePart>> = Vec::new();
        for key in self.subnets_of(vpc) {
            let Some(subnet) = self.fabric.subnets.get(key) else { continue };
            let is_routable = |(family, span): &(_, crate::network::packet::Span)| {
                routable.iter().any(|(other, block)| other == family && block.covers(*span))
            };
            if !subnet.blocks.iter().any(is_routable) {
                continue;
            }
            let home = subnet.vpc;
            translators.push(self.place(InterfacePart {
                node: Node::new(NodeKind::NatGateway, format!("{vpc}/before {link}")),
                owner: None,
                role: Role::Nat { public: false },
                vpc: home,
                subnet: key,
                addresses: Vec::new(),
                public: Some(false),
                groups: Groups::Open,
                checked: Some(false),
            }));
        }
        let Some(part) = self.attachment_of(link, vpc) else { return };
        if translators.is_empty() {
            let cause = format!(
                "a private NAT gateway stands before `{link}` in VPC `{vpc}`, and no subnet there has routable addresses"
            );
            part.doubt = Some(Arc::from(cause));
        }
        part.translators = translators;
        part.routable = routable;
    }

    fn attachment_of(&mut self, link: &LinkId, vpc: &VpcId) -> Option<&mut AttachmentPart> {
        let vpc = self.fabric.vpc_by_name.get(vpc).copied()?;
        let hub = self.fabric.hubs.get_mut(self.hubs.get(link).copied()?)?;
        hub.attachments.iter_mut().find(|part| matches!(&part.to, AttachedPart::Vpc(to, _) if *to == vpc))
    }
}
