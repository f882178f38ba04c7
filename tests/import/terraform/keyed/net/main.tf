variable "name" {}
variable "cidr" {}
resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  tags                 = { Name = var.name }
}
module "tier" {
  source = "./tier"
  count  = 2
  vpc_id = aws_vpc.this.id
  cidr   = cidrsubnet(var.cidr, 4, count.index)
  az     = ["eu-west-1a", "eu-west-1b"][count.index]
}
output "vpc_id" { value = aws_vpc.this.id }
output "private" { value = module.tier[*].subnet }
output "tables" { value = module.tier[*].table }
