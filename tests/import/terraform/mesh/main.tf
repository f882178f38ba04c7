# a mesh of peerings by pairs, as one finds it
provider "aws" { region = "eu-west-1" }
locals {
  nets  = { a = "10.11.0.0/16", b = "10.12.0.0/16", c = "10.13.0.0/16" }
  pairs = { for p in setproduct(keys(local.nets), keys(local.nets)) : "${p[0]}-${p[1]}" => p if index(keys(local.nets), p[0]) < index(keys(local.nets), p[1]) }
  ways = merge([for k, p in local.pairs : {
    "${k}-out"  = { pair = k, from = p[0], to = p[1] }
    "${k}-back" = { pair = k, from = p[1], to = p[0] }
  }]...)
}
resource "aws_vpc" "n" {
  for_each   = local.nets
  cidr_block = each.value
}
resource "aws_vpc_peering_connection" "n" {
  for_each    = local.pairs
  vpc_id      = aws_vpc.n[each.value[0]].id
  peer_vpc_id = aws_vpc.n[each.value[1]].id
  auto_accept = true
}
resource "aws_route" "n" {
  for_each                  = local.ways
  route_table_id            = aws_vpc.n[each.value.from].main_route_table_id
  destination_cidr_block    = local.nets[each.value.to]
  vpc_peering_connection_id = aws_vpc_peering_connection.n[each.value.pair].id
}
