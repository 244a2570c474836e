package dev.andon.hub.billing;

import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owners;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.request.Checked;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A process that pays for calls until it is killed. It prints what a provider would see: {@code S
 * id} when a request goes out, and what a caller would see: {@code A id cost} when its answer has
 * arrived.
 */
final class KilledBilling {
  private static final int CALLERS = 16;

  private KilledBilling() {}

  /** Arguments: the folder, a seed. */
  @SuppressWarnings("SystemOut") // the other process reads it
  public static void main(String[] arguments) throws InterruptedException {
    TestBilling billing =
        new TestBilling(
            Path.of(arguments[0]), KillTest.rules(), 1_000 + Long.parseLong(arguments[1]));
    PrintStream out = System.out;
    List<Thread> callers =
        new Random(Long.parseLong(arguments[1]))
            .longs(CALLERS)
            .mapToObj(seed -> Thread.ofVirtual().start(() -> pay(billing, new Random(seed), out)))
            .toList();
    for (Thread caller : callers) {
      caller.join();
    }
    out.println("END");
  }

  private static void pay(TestBilling billing, Random random, PrintStream out) {
    Owners owners = KillTest.OWNERS;
    while (billing.hold(owners) instanceof Checked.Go<Payment>(Payment payment)) {
      out.println("S " + payment.hold().request().request());
      TokenUsage usage = TokenUsage.of(random.nextInt(900), random.nextInt(400));
      Money cost = payment.settle(usage, LedgerEntry.Outcome.ANSWERED);
      out.println("A " + payment.hold().request().request() + " " + cost.micros() + " .");
    }
  }
}
