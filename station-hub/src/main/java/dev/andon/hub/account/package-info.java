/**
 * Who may ask and who pays: virtual keys, owners, stations and their keys. Secrets are shown once
 * and kept as a keyed hash. Keys in the YAML and issued keys live side by side; neither changes the
 * other.
 */
@NullMarked
package dev.andon.hub.account;

import org.jspecify.annotations.NullMarked;
