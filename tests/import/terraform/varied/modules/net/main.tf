terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "cidr" {}
variable "azs" { type = list(string) }
resource "aws_vpc" "this" {
  count      = 1
  cidr_block = var.cidr
}
resource "aws_vpc_ipv4_cidr_block_association" "more" {
  count      = var.cidr == "10.0.0.0/16" ? 1 : 0
  vpc_id     = aws_vpc.this[0].id
  cidr_block = "100.64.0.0/16"
}
locals { vpc_id = try(aws_vpc_ipv4_cidr_block_association.more[0].vpc_id, aws_vpc.this[0].id, "") }
module "sub" {
  source   = "./modules/sub"
  for_each = { for i, z in var.azs : z => i }
  vpc_id   = local.vpc_id
  az       = each.key
  cidr     = cidrsubnet(var.cidr, 8, each.value)
}
resource "aws_security_group" "x" {
  vpc_id = local.vpc_id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
output "vpc_id" { value = local.vpc_id }
output "private_ids" { value = [for s in module.sub : s.id] }
output "route_table_ids" { value = [for z in var.azs : module.sub[z].rt] }
output "sg" { value = aws_security_group.x.id }
