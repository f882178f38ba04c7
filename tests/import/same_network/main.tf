# Two spokes and a shared network: a transit gateway, a peering, endpoints, NAT, security groups, network ACLs.
terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}

provider "aws" { region = "us-east-1" }


resource "aws_vpc" "shop" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "shop" }
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
  tags       = { Name = "data" }
}

resource "aws_vpc" "tools" {
  cidr_block = "10.2.0.0/16"
  tags       = { Name = "tools" }
}

resource "aws_subnet" "shop_public" {
  vpc_id                  = aws_vpc.shop.id
  cidr_block              = "10.0.0.0/24"
  availability_zone       = "us-east-1a"
  map_public_ip_on_launch = true
  tags                    = { Name = "shop-public" }
}

resource "aws_subnet" "shop_a" {
  vpc_id            = aws_vpc.shop.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "us-east-1a"
  tags              = { Name = "shop-a" }
}

resource "aws_subnet" "shop_b" {
  vpc_id            = aws_vpc.shop.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "us-east-1b"
  tags              = { Name = "shop-b" }
}

resource "aws_subnet" "data_a" {
  vpc_id            = aws_vpc.data.id
  cidr_block        = "10.1.1.0/24"
  availability_zone = "us-east-1a"
  tags              = { Name = "data-a" }
}

resource "aws_subnet" "data_b" {
  vpc_id            = aws_vpc.data.id
  cidr_block        = "10.1.2.0/24"
  availability_zone = "us-east-1b"
  tags              = { Name = "data-b" }
}

resource "aws_subnet" "tools_a" {
  vpc_id            = aws_vpc.tools.id
  cidr_block        = "10.2.1.0/24"
  availability_zone = "us-east-1a"
  tags              = { Name = "tools-a" }
}

resource "aws_internet_gateway" "shop" {
  vpc_id = aws_vpc.shop.id
  tags   = { Name = "shop" }
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "shop" {
  subnet_id     = aws_subnet.shop_public.id
  allocation_id = aws_eip.nat.id
  tags          = { Name = "shop-nat" }
}

resource "aws_vpc_peering_connection" "shop_tools" {
  vpc_id      = aws_vpc.shop.id
  peer_vpc_id = aws_vpc.tools.id
  auto_accept = true
  tags        = { Name = "shop-tools" }
}

resource "aws_ec2_transit_gateway" "hub" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
  security_group_referencing_support = "disable"
  tags                            = { Name = "hub" }
}

resource "aws_ec2_transit_gateway_vpc_attachment" "shop" {
  transit_gateway_id                              = aws_ec2_transit_gateway.hub.id
  vpc_id                                          = aws_vpc.shop.id
  subnet_ids                                      = [aws_subnet.shop_a.id, aws_subnet.shop_b.id]
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false
  tags                                            = { Name = "shop" }
}

resource "aws_ec2_transit_gateway_vpc_attachment" "data" {
  transit_gateway_id                              = aws_ec2_transit_gateway.hub.id
  vpc_id                                          = aws_vpc.data.id
  subnet_ids                                      = [aws_subnet.data_a.id, aws_subnet.data_b.id]
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false
  tags                                            = { Name = "data" }
}

resource "aws_ec2_transit_gateway_vpc_attachment" "tools" {
  transit_gateway_id                              = aws_ec2_transit_gateway.hub.id
  vpc_id                                          = aws_vpc.tools.id
  subnet_ids                                      = [aws_subnet.tools_a.id]
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false
  tags                                            = { Name = "tools" }
}

resource "aws_ec2_transit_gateway_route_table" "spokes" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  tags               = { Name = "spokes" }
}

resource "aws_ec2_transit_gateway_route_table" "shared" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  tags               = { Name = "shared" }
}

resource "aws_ec2_transit_gateway_route_table_association" "shop" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.shop.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.spokes.id
}

resource "aws_ec2_transit_gateway_route_table_association" "data" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.data.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.shared.id
}

resource "aws_ec2_transit_gateway_route_table_association" "tools" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.tools.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.spokes.id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "data_to_spokes" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.data.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.spokes.id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "shop_to_shared" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.shop.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.shared.id
}

resource "aws_ec2_transit_gateway_route" "tools" {
  destination_cidr_block         = "10.2.1.0/24"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.tools.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.shared.id
}

resource "aws_ec2_transit_gateway_route" "not_these" {
  destination_cidr_block         = "10.1.2.0/24"
  blackhole                      = true
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.spokes.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.shop.id
  tags   = { Name = "public" }

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.shop.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.shop_public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.shop.id
  tags   = { Name = "private" }
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.shop.id
}

resource "aws_route" "to_data" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "10.1.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.hub.id
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.shop]
}

resource "aws_route" "to_tools" {
  route_table_id            = aws_route_table.private.id
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.shop_tools.id
}

resource "aws_route_table_association" "shop_a" {
  subnet_id      = aws_subnet.shop_a.id
  route_table_id = aws_route_table.private.id
}

resource "aws_route_table_association" "shop_b" {
  subnet_id      = aws_subnet.shop_b.id
  route_table_id = aws_route_table.private.id
}

resource "aws_route_table" "data" {
  vpc_id = aws_vpc.data.id
  tags   = { Name = "data" }
}

resource "aws_main_route_table_association" "data" {
  vpc_id         = aws_vpc.data.id
  route_table_id = aws_route_table.data.id
}

resource "aws_route" "from_data" {
  route_table_id         = aws_route_table.data.id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.hub.id
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.data]
}

resource "aws_route_table" "tools" {
  vpc_id = aws_vpc.tools.id
  tags   = { Name = "tools" }
}

resource "aws_route_table_association" "tools" {
  subnet_id      = aws_subnet.tools_a.id
  route_table_id = aws_route_table.tools.id
}

resource "aws_route" "tools_to_shop" {
  route_table_id            = aws_route_table.tools.id
  destination_cidr_block    = "10.0.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.shop_tools.id
}

resource "aws_route" "tools_to_data" {
  route_table_id         = aws_route_table.tools.id
  destination_cidr_block = "10.1.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.hub.id
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.tools]
}

resource "aws_security_group" "web" {
  name        = "web"
  description = "web"
  vpc_id      = aws_vpc.shop.id
  tags        = { Name = "web" }

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "app" {
  name        = "app"
  description = "app"
  vpc_id      = aws_vpc.shop.id
  tags        = { Name = "app" }
}

resource "aws_vpc_security_group_ingress_rule" "app_from_web" {
  security_group_id            = aws_security_group.app.id
  referenced_security_group_id = aws_security_group.web.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
}

resource "aws_vpc_security_group_egress_rule" "app" {
  security_group_id = aws_security_group.app.id
  cidr_ipv4         = "10.0.0.0/8"
  ip_protocol       = "tcp"
  from_port         = 0
  to_port           = 65535
}

resource "aws_security_group" "db" {
  name        = "db"
  description = "db"
  vpc_id      = aws_vpc.data.id
  tags        = { Name = "db" }
}

resource "aws_security_group_rule" "db_in" {
  security_group_id = aws_security_group.db.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_blocks       = ["10.0.0.0/16", "10.2.1.0/24"]
}

resource "aws_security_group_rule" "db_out" {
  security_group_id = aws_security_group.db.id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group" "tools" {
  name        = "tools"
  description = "tools"
  vpc_id      = aws_vpc.tools.id
  tags        = { Name = "tools" }

  ingress {
    protocol        = "tcp"
    from_port       = 22
    to_port         = 22
    security_groups = [aws_security_group.app.id]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_network_acl" "data" {
  vpc_id     = aws_vpc.data.id
  subnet_ids = [aws_subnet.data_a.id, aws_subnet.data_b.id]
  tags       = { Name = "data" }

  ingress {
    rule_no    = 90
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
    action     = "deny"
  }

  ingress {
    rule_no    = 100
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "10.0.0.0/8"
    action     = "allow"
  }

  egress {
    rule_no    = 100
    protocol   = "tcp"
    from_port  = 1024
    to_port    = 65535
    cidr_block = "10.0.0.0/8"
    action     = "allow"
  }
}

resource "aws_instance" "web" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.shop_public.id
  private_ip             = "10.0.0.10"
  vpc_security_group_ids = [aws_security_group.web.id]
  tags                   = { Name = "web" }
}

resource "aws_instance" "app" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.shop_a.id
  private_ip             = "10.0.1.10"
  vpc_security_group_ids = [aws_security_group.app.id]
  tags                   = { Name = "app" }
}

resource "aws_instance" "db" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.data_a.id
  private_ip             = "10.1.1.10"
  vpc_security_group_ids = [aws_security_group.db.id]
  tags                   = { Name = "db" }
}

resource "aws_instance" "standby" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.data_b.id
  private_ip             = "10.1.2.10"
  vpc_security_group_ids = [aws_security_group.db.id]
  tags                   = { Name = "standby" }
}

resource "aws_instance" "tools" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.tools_a.id
  private_ip             = "10.2.1.10"
  vpc_security_group_ids = [aws_security_group.tools.id]
  tags                   = { Name = "tools" }
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.shop.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.private.id]
  tags            = { Name = "s3" }
}

resource "aws_vpc_endpoint" "ssm" {
  vpc_id              = aws_vpc.shop.id
  service_name        = "com.amazonaws.us-east-1.ssm"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.shop_a.id]
  security_group_ids  = [aws_security_group.web.id]
  private_dns_enabled = true
  tags                = { Name = "ssm" }
}
