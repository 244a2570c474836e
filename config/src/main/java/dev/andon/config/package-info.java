/**
 * Reads YAML files into records: unknown keys, wrong types and wrong values fail with file, line
 * and what would have been right. Agent and hub read their configuration through here alone.
 */
@NullMarked
package dev.andon.config;

import org.jspecify.annotations.NullMarked;
