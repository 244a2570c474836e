/** What the tests of several modules share: ports, brokers, patience. */
@NullMarked
package dev.andon.testing;

import org.jspecify.annotations.NullMarked;
