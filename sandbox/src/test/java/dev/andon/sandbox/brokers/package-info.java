@NullMarked
package dev.andon.sandbox.brokers;

import org.jspecify.annotations.NullMarked;
