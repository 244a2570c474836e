package dev.andon.edge.models;

import picocli.CommandLine.Command;

/**
 * The {@code models} part of the agent's command line: what a station itself needs. The triage lab
 * adds the commands that measure.
 */
@Command(
    name = "models",
    description = "Checks and enrols triage models on this machine.",
    subcommands = {EnrollCommand.class, ListCommand.class, VerifyCommand.class},
    footer = {"", "Example: ./andon models verify --bundle models/bundles/andon-triage/0.3.1"})
public final class ModelsCommand {}
