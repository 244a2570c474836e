/**
 * The one way to a provider over HTTP: connections, what was sent, what it took and what it means
 * when it breaks. The only place of OkHttp.
 */
@NullMarked
package dev.andon.hub.provider.http;

import org.jspecify.annotations.NullMarked;
