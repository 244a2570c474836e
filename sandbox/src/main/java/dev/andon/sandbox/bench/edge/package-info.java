/** What a frame, a question and a day cost a station, measured on this machine. */
@NullMarked
package dev.andon.sandbox.bench.edge;

import org.jspecify.annotations.NullMarked;
