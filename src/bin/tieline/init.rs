//! `init`: a design to begin with, from the answers to a few questions.

use clap::{Args, ValueEnum};
use tieline::design::start::{Answers, Goal, Initiator, start};

use crate::output::{Failure, Output};
use crate::status::Status;

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// What is to be reached: one application, or whole networks each by every other.
    #[arg(long, value_enum, default_value_t = Reach::Application)]
    reach: Reach,
    /// What the application is called.
    #[arg(long, value_name = "NAME", default_value = "orders")]
    service: String,
    /// What its clients are called.
    #[arg(long, value_name = "NAME", default_value = "shop")]
    client: String,
    /// How many VPCs there are in all.
    #[arg(long, value_name = "NUMBER", default_value_t = 2)]
    vpcs: u16,
    /// How many accounts they belong to.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    accounts: u16,
    /// All VPCs use the same range.
    #[arg(long)]
    overlapping: bool,
    /// What the application speaks.
    #[arg(long, value_name = "PROTOCOL/PORT", default_value = "https/443")]
    protocol: String,
    /// What each client sends and receives, such as `500 GB/month`.
    #[arg(long, value_name = "VOLUME", default_value = "", hide_default_value = true)]
    traffic: String,
    /// How many requests that is, such as `20M/month`.
    #[arg(long, value_name = "COUNT", default_value = "", hide_default_value = true)]
    requests: String,
    /// An on-premises network must reach it too.
    #[arg(long)]
    on_premises: bool,
    /// Who opens connections.
    #[arg(long, value_enum, default_value_t = Initiates::Clients)]
    initiates: Initiates,
    /// What else the connection must offer, such as `iam_auth`; may be given several times.
    #[arg(long, value_name = "TRAIT")]
    requires: Vec<String>,
    /// The Region.
    #[arg(long, default_value = "us-east-1")]
    region: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reach {
    /// One application.
    Application,
    /// Whole networks.
    Networks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Initiates {
    /// The clients only.
    Clients,
    /// Either side.
    Either,
}

pub(crate) fn run(asked: Init, output: &mut Output) -> Result<Status, Failure> {
    let answers = Answers {
        reach: match asked.reach {
            Reach::Application => Goal::Application,
            Reach::Networks => Goal::Networks,
        },
        service: asked.service,
        client: asked.client,
        vpcs: asked.vpcs,
        accounts: asked.accounts,
        overlapping: asked.overlapping,
        protocol: asked.protocol,
        traffic: asked.traffic,
        requests: asked.requests,
        on_premises: asked.on_premises,
        initiates: match asked.initiates {
            Initiates::Clients => Initiator::Clients,
            Initiates::Either => Initiator::Either,
        },
        requires: asked.requires,
        region: asked.region,
    };
    output.result(&start(&answers).map_err(Failure::new)?)?;
    Ok(Status::Clean)
}
