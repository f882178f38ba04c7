provider "aws" { region = "eu-west-1" }
variable "nets" { default = { a = { cidr = "10.0.0.0/16", peer = "b" }, b = { cidr = "10.1.0.0/16", peer = "a" } } }
variable "flag" { default = true }
locals { l = { p = { from = "a", to = "b" } } }
module "m" {
  source = "./m"
  nets   = var.nets
}
resource "aws_vpc_peering_connection" "const" {
  for_each    = { p = { from = "a", to = "b" } }
  vpc_id      = module.m.vpcs[each.value.from].id
  peer_vpc_id = module.m.ids[each.value.to]
  auto_accept = true
}
resource "aws_vpc_peering_connection" "set" {
  for_each    = toset(["a"])
  vpc_id      = module.m.vpcs[each.value].id
  peer_vpc_id = module.m.ids["b"]
}
resource "aws_vpc_peering_connection" "v" {
  for_each    = { for k, v in var.nets : k => v if k == "a" }
  vpc_id      = module.m.vpcs[each.key].id
  peer_vpc_id = module.m.ids[each.value.peer]
}
resource "aws_vpc_peering_connection" "l" {
  for_each    = local.l
  vpc_id      = module.m.vpcs[each.value.from].id
  peer_vpc_id = module.m.ids[each.value.to]
}
