variable "nets" { type = list(map(string)) }
variable "tiers" { type = map(map(number)) }
locals {
  pairs = { for p in setproduct(var.nets[*].name, keys(var.tiers)) : "${p[0]}-${p[1]}" => { net = p[0], tier = p[1] } }
  by    = { for n in var.nets : n.name => n }
}
resource "aws_vpc" "v" {
  for_each   = { for n in var.nets : n.name => n }
  cidr_block = each.value.cidr
}
resource "aws_subnet" "s" {
  for_each   = local.pairs
  vpc_id     = aws_vpc.v[each.value.net].id
  cidr_block = cidrsubnet(local.by[each.value.net].cidr, var.tiers[each.value.tier].bits, var.tiers[each.value.tier].net)
}
resource "aws_route_table" "t" {
  for_each = local.pairs
  vpc_id   = aws_vpc.v[each.value.net].id
}
resource "aws_route_table_association" "t" {
  for_each       = local.pairs
  subnet_id      = aws_subnet.s[each.key].id
  route_table_id = aws_route_table.t[each.key].id
}
resource "aws_security_group" "g" {
  for_each = { for n in var.nets : n.name => n }
  vpc_id   = aws_vpc.v[each.key].id
}
resource "aws_security_group_rule" "g" {
  for_each                 = { for n in var.nets : n.name => n }
  type                     = "ingress"
  security_group_id        = aws_security_group.g[each.key].id
  source_security_group_id = aws_security_group.g[each.value.peer].id
  protocol                 = "tcp"
  from_port                = 443
  to_port                  = 443
}
output "vpcs" { value = { for k, v in aws_vpc.v : k => v.id } }
output "subnets" { value = { for n in keys(aws_vpc.v) : n => { for t in keys(var.tiers) : t => aws_subnet.s["${n}-${t}"].id } } }
output "tables" { value = { for n in keys(aws_vpc.v) : n => { for t in keys(var.tiers) : t => aws_route_table.t["${n}-${t}"].id } } }
output "all" { value = { for n in keys(aws_vpc.v) : n => { id = aws_vpc.v[n].id, private = aws_subnet.s["${n}-private"].id, public = aws_subnet.s["${n}-public"].id, group = aws_security_group.g[n].id } } }
