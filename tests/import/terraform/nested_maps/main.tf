provider "aws" { region = "eu-west-1" }
module "vpcs" {
  source = "./net"
  nets = [
    { name = "app", cidr = "10.1.0.0/16", peer = "db" },
    { name = "db", cidr = "10.2.0.0/16", peer = "app" },
  ]
  tiers = {
    public  = { bits = 8, net = 0 }
    private = { bits = 4, net = 1 }
  }
}
resource "aws_vpc_peering_connection" "p" {
  vpc_id      = module.vpcs.vpcs["app"]
  peer_vpc_id = module.vpcs.vpcs["db"]
  auto_accept = true
}
resource "aws_route" "app" {
  route_table_id            = module.vpcs.tables["app"]["private"]
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.p.id
}
resource "aws_route" "db" {
  route_table_id            = module.vpcs.tables["db"]["private"]
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.p.id
}
resource "aws_instance" "x" {
  for_each      = { web = "public", job = "private" }
  ami           = "ami-12345678"
  instance_type = "t3.micro"
  subnet_id     = module.vpcs.subnets["app"][each.value]
}
resource "aws_vpc_endpoint" "ec2" {
  vpc_id             = module.vpcs.all["db"].id
  vpc_endpoint_type  = "Interface"
  service_name       = "com.amazonaws.eu-west-1.ec2"
  subnet_ids         = [module.vpcs.all["db"].private]
  security_group_ids = [module.vpcs.all["db"].group]
}
