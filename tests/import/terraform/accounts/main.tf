variable "regions" { default = { a = "us-east-1", b = "eu-north-1" } }
provider "aws" { region = var.regions["a"] }
provider "aws" {
  alias  = "far"
  region = "eu-north-1"
  assume_role { role_arn = "arn:aws:iam::222222222222:role/network" }
}
module "near" {
  source = "./net"
  cidr   = "10.50.0.0/16"
  name   = "near"
}
module "far" {
  source    = "./net"
  cidr      = "10.51.0.0/16"
  name      = "far"
  providers = { aws = aws.far }
}
resource "aws_vpc_peering_connection" "p" {
  vpc_id        = module.near.vpc.id
  peer_vpc_id   = module.far.vpc.id
  peer_owner_id = "222222222222"
  peer_region   = "eu-north-1"
}
resource "aws_vpc_peering_connection_accepter" "p" {
  provider                  = aws.far
  vpc_peering_connection_id = aws_vpc_peering_connection.p.id
  auto_accept               = true
}
resource "aws_vpc_peering_connection_options" "near" {
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.p.id
  requester { allow_remote_vpc_dns_resolution = true }
}
resource "aws_route" "near" {
  for_each                  = toset(["0", "1"])
  route_table_id            = module.near.tables[each.value]
  destination_cidr_block    = module.far.vpc.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.p.id
}
resource "aws_route" "far" {
  provider                  = aws.far
  count                     = length(module.far.tables)
  route_table_id            = module.far.tables[count.index]
  destination_cidr_block    = module.near.vpc.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.p.id
}
