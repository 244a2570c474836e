package dev.andon.lab;

import dev.andon.edge.models.EnrollCommand;
import dev.andon.edge.models.ListCommand;
import dev.andon.edge.models.VerifyCommand;
import picocli.CommandLine.Command;

/** Every {@code models} command: the agent's own and those of the lab. */
@Command(
    name = "models",
    description = "Checks, measures and enrols triage models on this machine.",
    subcommands = {
      EvaluateCommand.class,
      EnrollCommand.class,
      ListCommand.class,
      VerifyCommand.class,
      TruthCommand.class,
      PaceSimCommand.class
    },
    footer = {"", "Example: ./andon models verify --bundle models/bundles/andon-triage/0.3.1"})
final class LabCommand {}
