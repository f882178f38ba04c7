provider "aws" { region = "us-east-1" }
data "aws_vpc" "legacy" {
  filter {
    name   = "tag:Name"
    values = ["legacy"]
  }
}
data "aws_subnets" "legacy" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.legacy.id]
  }
}
data "aws_subnet" "legacy" {
  for_each = toset(data.aws_subnets.legacy.ids)
  id       = each.value
}
data "aws_route_table" "private" {
  vpc_id = data.aws_vpc.legacy.id
  filter {
    name   = "tag:Name"
    values = ["legacy-private"]
  }
}
data "aws_security_group" "app" {
  name   = "legacy-app"
  vpc_id = data.aws_vpc.legacy.id
}
resource "aws_vpc" "new" { cidr_block = "10.161.0.0/16" }
resource "aws_subnet" "new" {
  vpc_id            = aws_vpc.new.id
  cidr_block        = "10.161.0.0/24"
  availability_zone = "us-east-1a"
}
resource "aws_vpc_peering_connection" "p" {
  vpc_id      = aws_vpc.new.id
  peer_vpc_id = data.aws_vpc.legacy.id
  auto_accept = true
}
resource "aws_route" "new" {
  route_table_id            = aws_vpc.new.main_route_table_id
  destination_cidr_block    = data.aws_vpc.legacy.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.p.id
}
resource "aws_route" "legacy" {
  for_each                  = toset([data.aws_route_table.private.id, data.aws_vpc.legacy.main_route_table_id])
  route_table_id            = each.value
  destination_cidr_block    = aws_vpc.new.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.p.id
}
resource "aws_vpc_endpoint" "sqs" {
  vpc_id             = data.aws_vpc.legacy.id
  vpc_endpoint_type  = "Interface"
  service_name       = "com.amazonaws.us-east-1.sqs"
  subnet_ids         = [for s in data.aws_subnet.legacy : s.id]
  security_group_ids = [data.aws_security_group.app.id]
}
resource "aws_security_group" "new" {
  vpc_id = aws_vpc.new.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [for s in data.aws_subnet.legacy : s.cidr_block]
  }
}
resource "aws_security_group_rule" "legacy" {
  type              = "ingress"
  security_group_id = data.aws_security_group.app.id
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = [aws_vpc.new.cidr_block]
}
resource "aws_instance" "old" {
  ami                    = "ami-12345678"
  instance_type          = "t3.micro"
  subnet_id              = tolist(data.aws_subnets.legacy.ids)[0]
  vpc_security_group_ids = [data.aws_security_group.app.id]
}
resource "aws_vpc_block_public_access_options" "x" { internet_gateway_block_mode = "block-bidirectional" }
