/**
 * Who spent what: chargeback tables from the ledger's hourly sums, monthly statements that later
 * corrections cannot change, and the comparison with providers' invoices.
 */
@NullMarked
package dev.andon.hub.report;

import org.jspecify.annotations.NullMarked;
