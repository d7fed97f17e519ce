//! What the analysing commands do first: settings from flags, environment and file; migrations; the base schema.

use super::{usage, variable};
use crate::{
    base::{self, Base, Target, VersionSource},
    cli::{self, AnalysisArgs},
    config::{self, Config, FailOn},
    database::{self, Server},
    error::{Error, Result},
    finding::Severity,
    history::{self, Histories, PendingRule, Request},
};
use std::{
    env, io,
    path::{Path, PathBuf},
};

/// What holds for this call.
pub(super) struct Settings {
    pub(super) directory: PathBuf,
    pub(super) config: Config,
    pub(super) schema: Option<PathBuf>,
    /// The server that the schema comes from.
    pub(super) server: Option<Server>,
    /// What the user said about the version.
    pub(super) target: Option<Target>,
    /// From which severity on findings fail the run; None: never.
    pub(super) fail_on: Option<Severity>,
}

impl Settings {
    /// A flag wins over the environment, the environment over the file.
    pub(super) fn of(args: &AnalysisArgs) -> Result<Self> {
        let directory =
            env::current_dir().map_err(|source| Error::Read { path: "the working directory".to_owned(), source })?;
        let file = args.base.config.clone().or_else(|| variable("MIGCHECK_CONFIG").map(PathBuf::from));
        let mut config = config::load(file.as_deref(), &directory)?;
        config.placeholders.extend(args.base.placeholder.iter().cloned().map(|(name, value)| (name, Some(value))));
        let schema = args.base.schema.clone().or_else(|| variable("MIGCHECK_SCHEMA").map(PathBuf::from));
        // A schema said on the command line wins over a server said in the environment.
        let url = args.base.database_url.clone().or_else(|| variable("MIGCHECK_DATABASE_URL"));
        let url = url.filter(|_| args.base.schema.is_none());
        let server = match url {
            Some(url) => Some(Server::connect(&database::Target::parse(&url)?)?),
            None => None,
        };
        Ok(Self {
            schema: schema.or_else(|| config.schema.clone()).filter(|_| server.is_none()),
            server,
            target: target(args, &config)?,
            fail_on: match fail_on(args, &config)? {
                FailOn::At(level) => Some(level),
                FailOn::Never => None,
            },
            directory,
            config,
        })
    }

    pub(super) fn histories(&self, args: &AnalysisArgs, pending: PendingRule) -> Result<Histories> {
        let request = Request {
            directory: self.directory.clone(),
            paths: args.paths.clone(),
            stdin_path: args.base.stdin_filepath.clone(),
            pending,
            base_known: self.schema.is_some() || self.server.is_some(),
            overrides: self.config.histories.clone(),
            execution: args.base.execution,
            placeholders: self.config.placeholders.clone(),
        };
        history::collect(&request, &mut io::stdin().lock())
    }

    /// The schema before the pending migrations of `histories`.
    pub(super) fn base(&self, histories: &mut Histories) -> Result<Base> {
        match (&self.server, &self.schema) {
            (Some(server), _) => base::live(server, self.target, &mut histories.sources),
            (None, Some(path)) => self.schema_file(path, histories),
            (None, None) => Ok(base::replay(histories, self.target)),
        }
    }

    /// Whether there is a schema that does not come from the migrations.
    pub(super) fn has_schema(&self) -> bool {
        self.schema.is_some() || self.server.is_some()
    }

    fn schema_file(&self, path: &Path, histories: &mut Histories) -> Result<Base> {
        let shown = path.strip_prefix(&self.directory).unwrap_or(path).display().to_string();
        let psql = base::Psql { directory: &self.directory, variables: &self.config.placeholders };
        base::from_file(&self.directory.join(path), &shown, self.target, psql, &mut histories.sources)
    }
}

fn target(args: &AnalysisArgs, config: &Config) -> Result<Option<Target>> {
    if let Some(target) = args.base.target() {
        return Ok(Some(target));
    }
    if let Some(text) = variable("MIGCHECK_POSTGRES") {
        let version =
            cli::version(&text).map_err(|help| usage(format!("MIGCHECK_POSTGRES={text} is not supported"), &help))?;
        return Ok(Some(Target { version, source: VersionSource::Flag }));
    }
    Ok(config.postgres.map(|version| Target { version, source: VersionSource::Config }))
}

fn fail_on(args: &AnalysisArgs, config: &Config) -> Result<FailOn> {
    if let Some(text) = variable("MIGCHECK_FAIL_ON").filter(|_| args.output.fail_on.is_none()) {
        let help = FailOn::NAMES.join(", ");
        return FailOn::parse(&text).ok_or_else(|| usage(format!("MIGCHECK_FAIL_ON={text} is no severity"), &help));
    }
    let said = args.output.fail_on.or(config.fail_on);
    Ok(said.unwrap_or(FailOn::At(crate::finding::Severity::Error)))
}
