/**
 * Providers put together from the configuration: which dialect, which endpoint, which keys. What
 * they do stands in the packages below.
 */
@NullMarked
package dev.andon.hub.provider;

import org.jspecify.annotations.NullMarked;
