variable "cidr" {}
variable "create" { default = true }
resource "aws_vpc" "this" {
  count                            = var.create ? 1 : 0
  cidr_block                       = var.cidr
  assign_generated_ipv6_cidr_block = true
}
resource "aws_subnet" "s" {
  count             = 2
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = cidrsubnet(var.cidr, 8, count.index)
  availability_zone = "eu-west-1${count.index == 0 ? "a" : "b"}"
}
output "vpc_id" { value = try(aws_vpc.this[0].id, null) }
output "main_rt" { value = try(aws_vpc.this[0].main_route_table_id, null) }
output "default_rt" { value = one(aws_vpc.this[*].default_route_table_id) }
output "acl" { value = try(aws_vpc.this[0].default_network_acl_id, null) }
output "sg" { value = try(aws_vpc.this[0].default_security_group_id, null) }
output "subnets" { value = aws_subnet.s[*].id }
