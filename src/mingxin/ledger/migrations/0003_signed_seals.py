"""Entries are stamped and seals are signed by a key outside the database (ADR 0021)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_searching'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='stamp',
            field=models.CharField(blank=True, default='', max_length=66),
        ),
        migrations.AddField(
            model_name='seal',
            name='key',
            field=models.CharField(blank=True, default='', max_length=16),
        ),
        migrations.AddField(
            model_name='seal',
            name='signature',
            field=models.CharField(blank=True, default='', max_length=128),
        ),
    ]
