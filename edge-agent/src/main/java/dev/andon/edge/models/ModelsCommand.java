package dev.andon.edge.models;

import picocli.CommandLine.Command;

/** The {@code models} part of the command line; the agent's main includes it. */
@Command(
    name = "models",
    description = "Checks, measures and enrols triage models on this machine.",
    subcommands = {
      EvaluateCommand.class,
      EnrollCommand.class,
      ListCommand.class,
      VerifyCommand.class,
      TruthCommand.class
    },
    footer = {"", "Example: ./andon models verify --bundle models/bundles/andon-triage/0.3.1"})
public final class ModelsCommand {}
