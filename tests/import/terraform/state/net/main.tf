variable "cidr" {}
resource "aws_vpc" "v" { cidr_block = var.cidr }
resource "aws_subnet" "s" {
  count             = 2
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet(var.cidr, 8, count.index)
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}
output "vpc" { value = aws_vpc.v }
output "subnets" { value = aws_subnet.s[*].id }
