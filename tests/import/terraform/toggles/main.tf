provider "aws" { region = "us-east-1" }
variable "make" { default = { hub = true, logs = false } }
variable "existing" { default = "" }
module "hub" {
  count  = var.make.hub ? 1 : 0
  source = "./net"
  cidr   = "10.60.0.0/16"
  public = true
}
module "logs" {
  count  = var.make.logs ? 1 : 0
  source = "./net"
  cidr   = "10.61.0.0/16"
  public = false
}
module "apps" {
  source = "./net"
  cidr   = "10.62.0.0/16"
  public = false
}
locals {
  hub_vpc = one(module.hub[*].vpc_id)
  ids     = compact([local.hub_vpc, module.apps.vpc_id, one(module.logs[*].vpc_id)])
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = module.apps.vpc_id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = flatten([module.apps.private_tables, module.apps.public_tables])
}
resource "aws_vpc_endpoint" "ssm" {
  for_each            = toset(["ssm", "ssmmessages"])
  vpc_id              = one(module.hub[*].vpc_id)
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.us-east-1.${each.key}"
  subnet_ids          = try(module.hub[0].private_subnets, [])
  security_group_ids  = [try(aws_security_group.endpoints[0].id, "")]
  private_dns_enabled = true
}
resource "aws_security_group" "endpoints" {
  count  = length(module.hub) > 0 ? 1 : 0
  vpc_id = module.hub[0].vpc_id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [module.hub[0].cidr, module.apps.cidr]
  }
}
resource "aws_vpc_peering_connection" "p" {
  count       = var.make.hub ? 1 : 0
  vpc_id      = coalesce(var.existing, module.apps.vpc_id)
  peer_vpc_id = module.hub[0].vpc_id
  auto_accept = true
}
resource "aws_route" "apps" {
  for_each                  = { for i, t in module.apps.private_tables_by_zone : i => t if var.make.hub }
  route_table_id            = each.value
  destination_cidr_block    = "10.60.0.0/16"
  vpc_peering_connection_id = one(aws_vpc_peering_connection.p[*].id)
}
resource "aws_route" "hub" {
  count                     = var.make.hub ? 2 : 0
  route_table_id            = module.hub[0].private_tables[count.index]
  destination_cidr_block    = "10.62.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.p[0].id
}
