variable "name" {}
variable "cidr" {}
locals { vpc_id = aws_vpc.this.id }
resource "aws_vpc" "this" { cidr_block = var.cidr }
module "subnets" {
  source = "./subnets"
  vpc_id = local.vpc_id
  cidrs  = [for i in range(2) : cidrsubnet(var.cidr, 8, i)]
  zones  = ["us-west-2a", "us-west-2b"]
}
output "vpc_id" { value = local.vpc_id }
output "private" { value = module.subnets.ids }
output "tables" { value = module.subnets.tables }
