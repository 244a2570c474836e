@NullMarked
package dev.andon.config;

import org.jspecify.annotations.NullMarked;
