/**
 * Virtual keys: who may ask for what. Secrets are shown once and kept as a keyed hash. Keys written
 * in the YAML and keys issued through the API live side by side; neither changes the other.
 */
@NullMarked
package dev.andon.hub.key;

import org.jspecify.annotations.NullMarked;
