package dev.andon.sandbox.provider;

/**
 * What a scripted model has to say.
 *
 * @param text prose, or JSON when a schema was asked for
 */
record ScriptedAnswer(String text, ScriptedUsage usage) {}
