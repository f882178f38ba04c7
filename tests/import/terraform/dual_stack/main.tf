provider "aws" { region = "ap-southeast-2" }
locals {
  azs   = ["ap-southeast-2a", "ap-southeast-2b", "ap-southeast-2c"]
  tiers = ["public", "private", "six"]
}
resource "aws_vpc" "v" {
  cidr_block                       = "10.100.0.0/16"
  assign_generated_ipv6_cidr_block = true
}
resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "100.64.0.0/16"
}
resource "aws_subnet" "public" {
  count                           = length(local.azs)
  vpc_id                          = aws_vpc.v.id
  availability_zone               = local.azs[count.index]
  cidr_block                      = cidrsubnet(aws_vpc.v.cidr_block, 8, count.index)
  ipv6_cidr_block                 = cidrsubnet(aws_vpc.v.ipv6_cidr_block, 8, count.index)
  assign_ipv6_address_on_creation = true
  map_public_ip_on_launch         = true
}
resource "aws_subnet" "private" {
  count             = length(local.azs)
  vpc_id            = aws_vpc_ipv4_cidr_block_association.more.vpc_id
  availability_zone = local.azs[count.index]
  cidr_block        = cidrsubnet("100.64.0.0/16", 4, count.index)
}
resource "aws_subnet" "six" {
  vpc_id                                         = aws_vpc.v.id
  availability_zone                              = local.azs[0]
  ipv6_native                                    = true
  assign_ipv6_address_on_creation                = true
  enable_resource_name_dns_aaaa_record_on_launch = true
  ipv6_cidr_block                                = cidrsubnet(aws_vpc.v.ipv6_cidr_block, 8, 200)
}
resource "aws_internet_gateway" "i" { vpc_id = aws_vpc.v.id }
resource "aws_egress_only_internet_gateway" "e" { vpc_id = aws_vpc.v.id }
resource "aws_eip" "n" {
  count  = 3
  domain = "vpc"
}
resource "aws_nat_gateway" "n" {
  count         = 3
  allocation_id = aws_eip.n[count.index].id
  subnet_id     = aws_subnet.public[count.index].id
  depends_on    = [aws_internet_gateway.i]
}
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.v.id
  dynamic "route" {
    for_each = ["0.0.0.0/0"]
    content {
      cidr_block = route.value
      gateway_id = aws_internet_gateway.i.id
    }
  }
  route {
    ipv6_cidr_block = "::/0"
    gateway_id      = aws_internet_gateway.i.id
  }
}
resource "aws_route_table" "private" {
  for_each = { for i, az in local.azs : az => i }
  vpc_id   = aws_vpc.v.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.n[each.value].id
  }
  route {
    ipv6_cidr_block        = "::/0"
    egress_only_gateway_id = aws_egress_only_internet_gateway.e.id
  }
}
resource "aws_route_table_association" "public" {
  count          = 3
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}
resource "aws_route_table_association" "private" {
  for_each       = { for s in aws_subnet.private : s.availability_zone => s.id... }
  subnet_id      = each.value[0]
  route_table_id = aws_route_table.private[each.key].id
}
resource "aws_route_table" "six" { vpc_id = aws_vpc.v.id }
resource "aws_route" "six" {
  route_table_id              = aws_route_table.six.id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.e.id
}
resource "aws_route_table_association" "six" {
  subnet_id      = aws_subnet.six.id
  route_table_id = aws_route_table.six.id
}
resource "aws_vpc_block_public_access_options" "here" { internet_gateway_block_mode = "block-ingress" }
resource "aws_vpc_block_public_access_exclusion" "public" {
  count                           = 3
  subnet_id                       = aws_subnet.public[count.index].id
  internet_gateway_exclusion_mode = "allow-bidirectional"
}
