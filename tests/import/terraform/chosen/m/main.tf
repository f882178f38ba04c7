variable "nets" {}
variable "tag" { default = "x" }
resource "aws_vpc" "v" {
  for_each   = var.nets
  cidr_block = each.value.cidr
}
resource "aws_subnet" "s" {
  for_each   = { for k, v in var.nets : "${k}-a" => merge(v, { net = k }) }
  vpc_id     = aws_vpc.v[each.value.net].id
  cidr_block = each.value.cidr
}
output "vpcs" { value = aws_vpc.v }
output "ids" { value = { for k, v in aws_vpc.v : k => v.id } }
