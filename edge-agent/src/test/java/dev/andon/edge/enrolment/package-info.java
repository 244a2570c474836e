@NullMarked
package dev.andon.edge.enrolment;

import org.jspecify.annotations.NullMarked;
